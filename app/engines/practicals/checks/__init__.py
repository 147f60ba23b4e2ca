"""Checks: what can be asked of a word document, and how each answer is measured and explained."""
