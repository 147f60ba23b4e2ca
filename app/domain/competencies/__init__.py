"""The training standard: what each tier must learn, and how many hours."""
