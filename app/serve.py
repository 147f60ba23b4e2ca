"""The WSGI door of the server: the application, with the embedded worker running."""

from __future__ import annotations

from app import create_app
from app.web import worker


def make() -> object:
    """Build the application for granian and start the worker thread if settings ask for it."""
    app = create_app()
    if app.config["EMBEDDED_WORKER"]:
        worker.start(app)
    return app
