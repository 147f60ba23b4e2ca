"""Statements of the hot path: written in Core, compiled once, run on the cursor of the driver.

What SQLAlchemy does for one execution costs 60 to 150 µs, many times what the database needs for a
handful of rows; on the path of every answer that was half of everything. A hot statement keeps
what Core is for, the names and types of the models and one spelling for two databases, and pays
for it once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Dialect,
    Insert,
    Integer,
    Select,
    Text,
    any_,
    bindparam,
    func,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import Insert as PostgresqlInsert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Statement = Select[*tuple[Any, ...]] | Insert | PostgresqlInsert | SqliteInsert
Process = Callable[[Any], Any] | None
Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A statement in the words of one driver.

    :ivar names: its parameters, in their order where the driver counts them.
    :ivar bind: what makes the value of each one of the driver; None where there is nothing to do.
    :ivar result: what makes a value of each column of its rows ours.
    """

    text: str
    names: tuple[str, ...]
    bind: tuple[Process, ...]
    result: tuple[Process, ...]
    is_positional: bool

    def given(self, values: Values) -> Any:  # noqa: ANN401 - as the driver wants it
        """Return the parameters of one execution."""
        pairs = zip(self.names, self.bind, strict=True)
        made = [process(values[name]) if process else values[name] for name, process in pairs]
        return tuple(made) if self.is_positional else dict(zip(self.names, made, strict=True))

    def given_many(self, rows: Sequence[Values]) -> list[Any]:
        """Return the parameters of an execution for each row."""
        columns = [
            _column(process, [row[name] for row in rows])
            for name, process in zip(self.names, self.bind, strict=True)
        ]
        made = list(zip(*columns, strict=True))
        if self.is_positional:
            return made
        return [dict(zip(self.names, row, strict=True)) for row in made]

    def read(self, rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Give the rows with the values our types make of them."""
        for row in rows:
            yield tuple(
                value if process is None else process(value)
                for value, process in zip(row, self.result, strict=True)
            )


class HotStatement:
    """A Core statement that is compiled once for each dialect, when it is first used.

    It runs inside the transaction of the connection, like any other statement. It must not depend
    on its values: a list cannot be expanded into it.

    :param make: gives the statement for the name of a dialect.
    """

    def __init__(self, make: Callable[[str], Statement]) -> None:
        self._make = make
        self._ready: dict[str, _Ready] = {}

    def rows(self, connection: Connection, values: Values) -> Iterator[tuple[Any, ...]]:
        """Execute, and give the rows."""
        ready = self._of(connection.dialect)
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(ready.text, ready.given(values))
            found = cursor.fetchall()
        return ready.read(found)

    def run(self, connection: Connection, values: Values) -> None:
        """Execute once, without rows."""
        ready = self._of(connection.dialect)
        with closing(connection.connection.cursor()) as cursor:
            cursor.execute(ready.text, ready.given(values))

    def run_many(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Execute for each row."""
        ready = self._of(connection.dialect)
        with closing(connection.connection.cursor()) as cursor:
            cursor.executemany(ready.text, ready.given_many(rows))

    def _of(self, dialect: Dialect) -> _Ready:
        ready = self._ready.get(dialect.name)
        if ready is None:
            ready = self._ready[dialect.name] = _compile(self._make(dialect.name), dialect)
        return ready


def is_one_of(column: ColumnElement[int], name: str, dialect: str) -> ColumnElement[bool]:
    """Return the condition that a number is among those of one parameter, however many."""
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=postgresql.ARRAY(Integer)))
    each = func.json_each(bindparam(name, type_=Text)).table_valued("value")
    return column.in_(select(each.c.value))


def ints(values: Sequence[int], connection: Connection) -> list[int] | str:
    """Return the value of such a parameter."""
    is_postgresql = connection.dialect.name == "postgresql"
    return list(values) if is_postgresql else json.dumps(list(values))


def _compile(statement: Statement, dialect: Dialect) -> _Ready:
    compiled = statement.compile(dialect=dialect)
    if not isinstance(compiled, SQLCompiler):  # pragma: no cover - a Select or an Insert
        raise TypeError(statement)
    names = tuple(compiled.positiontup or compiled.binds)
    columns = statement.selected_columns if isinstance(statement, Select) else ()
    return _Ready(
        text=str(compiled),
        names=names,
        bind=tuple(_impl(compiled.binds[name].type, dialect).bind_processor(dialect)
                   for name in names),
        result=tuple(_impl(one.type, dialect).result_processor(dialect, None) for one in columns),
        is_positional=compiled.positional,
    )  # fmt: skip


def _impl(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


def _column(process: Process, values: list[Any]) -> list[Any]:
    """Return the values of one parameter for all rows; equal ones are made once."""
    if process is None:
        return values
    try:
        made = {value: process(value) for value in set(values)}
    except TypeError:  # lists and objects, which are stored as JSON; the same one may come often
        known = {id(value): process(value) for value in {id(one): one for one in values}.values()}
        return [known[id(value)] for value in values]
    return [made[value] for value in values]
