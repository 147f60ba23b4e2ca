"""Xuekao: training and assessment of civil servants.

The door is lazy, so that `import app.engines…` pulls in no Flask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask


def create_app(config: object | None = None) -> Flask:
    """Build the application; `config` defaults to what the environment asks for."""
    from app.factory import create_app as create  # noqa: PLC0415 - keeps the door lazy

    return create(config)
