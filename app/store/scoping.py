"""Scope as SQL: which rows of a table an actor may read."""

from __future__ import annotations

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.elements import ColumnClause

from app.kernel.scope import Scope


def in_scope(
    column: InstrumentedAttribute[str] | ColumnElement[str] | ColumnClause[str], scope: Scope
) -> ColumnElement[bool]:
    """Return the condition that the org path in `column` lies inside the scope."""
    if not scope.paths:
        return false()
    return or_(*(column.startswith(path, autoescape=True) for path in scope.paths))
