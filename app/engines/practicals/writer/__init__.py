"""Writing word documents: starters, and the model answers that a task declares."""
