"""The question bank: items, their versions, their reviews."""
