"""Values to bytes: PDF and spreadsheets."""
