"""The WSGI door of the server: the application, with the embedded worker running."""

from __future__ import annotations

import gc

from app import create_app
from app.web import worker


def make() -> object:
    """Build the application for granian and start the worker thread if settings ask for it."""
    app = create_app()
    if app.config["EMBEDDED_WORKER"]:
        worker.start(app)
    settle()
    return app


def settle() -> None:
    """Leave what lives as long as the process out of the collector's rounds.

    Modules, routes, templates and mappings are a million objects; walking through them again and
    again cost a tenth of the processor when a hall handed in, and stopped all threads meanwhile.
    """
    gc.collect()
    gc.freeze()
