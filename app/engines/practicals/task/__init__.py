"""Practical tasks as written by trainers: their parts, their strict reader, their seeds."""
