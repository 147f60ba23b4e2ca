"""Static files with a digest in their address, so that browsers may keep them for ever."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path

from flask import Flask, Response, request, url_for

YEAR = 365 * 24 * 3600


@lru_cache(maxsize=256)
def _digest(path: str, changed: float) -> str:
    del changed  # part of the key: a changed file has a new digest
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:10]


def init_app(app: Flask) -> None:
    """Give templates `asset()` and let browsers cache what carries its digest."""
    addresses: dict[str, str] = {}

    @app.template_global()
    def asset(name: str) -> str:
        if app.debug or app.testing or name not in addresses:
            path = Path(str(app.static_folder)) / name
            version = _digest(str(path), path.stat().st_mtime) if path.exists() else "missing"
            addresses[name] = url_for("static", filename=name, v=version)
        return addresses[name]

    @app.after_request
    def cache(response: Response) -> Response:
        if (
            request.endpoint == "static"
            and request.args.get("v")
            and response.status_code == HTTPStatus.OK
        ):
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response
