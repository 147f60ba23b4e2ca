"""The application factory: finds the blueprints and commands, binds extensions, nothing more."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path
from types import ModuleType

from flask import Flask
from jinja2 import StrictUndefined

import app.cli
import app.web
from app.reports.exporting import ExportFiles
from app.reports.language import Catalogues
from app.store import crypto
from app.store.engine import configure, engine_options
from app.store.files import FileStore
from app.store.libreoffice import Office
from app.web import (
    addresses,
    assets,
    display,
    errors,
    i18n,
    identity,
    nav,
    security,
    unit_of_work,
    worker,
)
from app.web.access import public
from app.web.extensions import db, limiter, migrate
from config import Config


def create_app(config: object | None = None) -> Flask:
    """Build the application from one configuration object, by default that of the environment."""
    flask = Flask("app", static_folder="web/static", template_folder="web/templates")
    flask.config.from_object(config or Config())
    flask.jinja_env.trim_blocks = flask.jinja_env.lstrip_blocks = True
    flask.jinja_env.undefined = StrictUndefined
    crypto.FieldKey.set(flask.config["FIELD_KEY"])
    FileStore.set_root(flask.config["VAR_DIR"] / "files")
    ExportFiles.set_root(flask.config["VAR_DIR"] / "exports")
    Office.use(flask.config["LIBREOFFICE"], flask.config["CONVERSIONS"])
    Catalogues.use(Path(flask.config["BABEL_TRANSLATION_DIRECTORIES"]))
    _bind_database(flask)
    limiter.init_app(flask)
    for part in (addresses, i18n, security, errors, unit_of_work, identity, display, assets):
        part.init_app(flask)
    packages = _packages(app.web, packages_only=True)
    _register_pages(flask, packages)
    for command in _packages(app.cli, packages_only=False):
        flask.cli.add_command(command.cli)
    worker.init_app(flask)
    return flask


def _bind_database(flask: Flask) -> None:
    flask.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(
        flask.config["SQLALCHEMY_DATABASE_URI"]
    )
    db.init_app(flask)
    migrate.init_app(flask, db, directory="migrations")
    with flask.app_context():
        configure(db.engine)


def _packages(parent: ModuleType, *, packages_only: bool) -> list[ModuleType]:
    found = pkgutil.iter_modules(parent.__path__, f"{parent.__name__}.")
    names = [module.name for module in found if module.ispkg or not packages_only]
    return [importlib.import_module(name) for name in names]


def _register_pages(flask: Flask, packages: list[ModuleType]) -> None:
    items: list[nav.NavItem] = []
    for package in packages:
        for blueprint in getattr(package, "BLUEPRINTS", None) or [package.bp]:
            flask.register_blueprint(blueprint)
        items.extend(getattr(package, "NAV", ()))
    nav.init_app(flask, items)
    flask.view_functions["static"] = public(flask.view_functions["static"])
