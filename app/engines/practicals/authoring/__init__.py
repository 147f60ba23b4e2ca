"""For authors: lint of a task, with the fairness and severity that its own files show."""
