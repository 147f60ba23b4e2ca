"""Organisations, persons, roles and sign-in."""
