"""Learning: course modules, progress, checkpoints, quizzes, hours."""
