"""The same workbook written in other ways: what must not change any score."""

from __future__ import annotations

from collections.abc import Callable

SHEET_VARIANTS: dict[str, Callable[[bytes], bytes]] = {}
"""Encodings of the same book, by name."""
