"""Certificates: numbered, frozen, printed once, checked for ever."""
