"""Formulas: their words, their values in calculation engines, and whether two mean the same."""
