"""Hands of a candidate at LibreOffice: run by the Python that has `uno`, not by ours."""
