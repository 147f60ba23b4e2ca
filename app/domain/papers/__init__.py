"""Blueprints and papers: what an exam asks, drawn once and sealed for ever."""
