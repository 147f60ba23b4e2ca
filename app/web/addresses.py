"""Numbers in addresses: none beyond what a database counts, and none that takes long to read."""

from __future__ import annotations

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

MOST = 2**31 - 1
MOST_DIGITS = 10


class Number(IntegerConverter):
    """`<int:…>`: what is larger names nothing, so it is not found."""

    def to_python(self, value: str) -> int:
        """Return the number."""
        if len(value) > MOST_DIGITS or not value.isascii():
            raise ValidationError
        number: int = super().to_python(value)
        if number > MOST:
            raise ValidationError
        return number


def init_app(app: Flask) -> None:
    """Use it for every address of the application."""
    app.url_map.converters["int"] = Number
