"""From the answers of a sitting to the marks of its items."""
