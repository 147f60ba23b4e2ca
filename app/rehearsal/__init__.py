"""Rehearsals: an exam played against a real server, in a database of its own (decision 0015)."""
