"""Modules and their versions."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.learning.models import CourseModule, ModuleVersion
from app.engines.lessons import Module, read_module
from app.kernel.errors import NotFoundError
from app.kernel.text import msg

_READ: dict[str, Module] = {}
"""Digest → module, read once a process: the texts of a version never change."""


def list_current(session: Session) -> Sequence[ModuleVersion]:
    """Return the current version of every module, by code, without their texts."""
    query = select(ModuleVersion).join(ModuleVersion.module).where(ModuleVersion.is_current)
    return session.scalars(query.order_by(CourseModule.code)).all()


def find_version(session: Session, code: str) -> ModuleVersion | None:
    """Return the current version of a module."""
    query = (
        select(ModuleVersion)
        .join(ModuleVersion.module)
        .where(CourseModule.code == code, ModuleVersion.is_current)
    )
    return session.scalars(query).one_or_none()


def get_version(session: Session, code: str) -> ModuleVersion:
    """Return the current version of a module, or refuse."""
    found = find_version(session, code)
    if found is None:
        raise NotFoundError(msg("There is no courseware for %(code)s yet.", code=code))
    return found


def get_version_by_uuid(session: Session, uuid: UUID) -> ModuleVersion:
    """Return any version of a module, or refuse."""
    found = session.scalars(select(ModuleVersion).where(ModuleVersion.uuid == uuid)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def get_version_by_id(session: Session, id_: int) -> ModuleVersion:
    """Return the version that a record points at."""
    return session.get_one(ModuleVersion, id_)


def get_content(version: ModuleVersion) -> Module:
    """Return the module a version holds; its texts are fetched and read the first time only."""
    if version.digest not in _READ:
        module, problems = read_module(version.files, version.module.code)
        if module is None:
            raise RuntimeError(f"a stored module cannot be read: {problems[0]}")
        _READ[version.digest] = module
    return _READ[version.digest]
