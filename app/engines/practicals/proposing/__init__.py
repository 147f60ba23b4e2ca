"""Checks proposed from the difference between a start file and a finished one."""
