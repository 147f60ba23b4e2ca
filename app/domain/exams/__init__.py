"""Exam plans, registrations, sittings and the answer journal."""
