"""Every table, for migrations and tests: importing this module knows them all."""

from __future__ import annotations

import importlib
import pkgutil

import app.domain
from app.store.base import Base

for _room in pkgutil.iter_modules(app.domain.__path__, "app.domain."):
    for _file in pkgutil.iter_modules(
        importlib.import_module(_room.name).__path__, f"{_room.name}."
    ):
        if _file.name.endswith(".models"):
            importlib.import_module(_file.name)

__all__ = ["Base"]
