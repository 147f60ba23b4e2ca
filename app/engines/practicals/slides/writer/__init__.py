"""Writing presentations: starters, and the model answers that a task declares."""
