"""Workbooks: raw SpreadsheetML in, everything that the checks look at out."""
