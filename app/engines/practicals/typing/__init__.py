"""Typing: a passage, what was typed, and the two laid side by side."""
