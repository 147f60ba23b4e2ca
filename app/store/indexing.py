"""How a condition asks for an index, or leaves it alone, on SQLite and on PostgreSQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.expression import UnaryExpression
from sqlalchemy.sql.operators import custom_op


def beside_indexes(session: Session, held: InstrumentedAttribute[Any]) -> ColumnElement[Any]:
    """Return a column so that SQLite begins with no index of it (sqlite.org/optoverview.html, 9.2).

    SQLite, which has no statistics of our tables, is led to the covering index that way. PostgreSQL
    chooses by its statistics, which know nothing of an expression: it gets the column as it is.
    """
    if session.get_bind().dialect.name != "sqlite":
        return held.expression
    return UnaryExpression(held.expression, operator=custom_op("+"), type_=held.type)
