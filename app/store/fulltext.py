"""Full-text search that works for Chinese, alike on SQLite and PostgreSQL (docs/decisions/0009).

A text becomes a line of pieces: Chinese in overlapping pairs of characters, other words whole. The
line is kept in a column of the table itself; the database indexes it, SQLite with FTS5 kept up by
triggers, PostgreSQL with GIN over the pieces. What is looked for becomes pieces the same way.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    DDL,
    ColumnElement,
    Select,
    Table,
    cast,
    column,
    event,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

MOST_RUNS = 8
"""So many words are looked for at once; more would not narrow the list."""
TOKENS = "tokenize='unicode61 remove_diacritics 0'"
LONGEST_PIECE = 200
"""Of a longer word its beginning is kept: PostgreSQL indexes none of more than 2 KB."""
LEXEMES = (
    "CREATE OR REPLACE FUNCTION word_lexemes(line text) RETURNS tsvector"
    " LANGUAGE plpgsql IMMUTABLE STRICT COST 500 AS"
    " $$BEGIN RETURN array_to_tsvector(array_remove(string_to_array(line, ' '), '')); END$$"
)
"""What PostgreSQL indexes of a line. It costs more than any test of a row by itself: so the planner
knows, and takes the index instead of taking every line apart."""
_ALONE: ColumnElement[int] = literal_column("0")
"""Has PostgreSQL find the words by themselves first, never row by row of another condition."""
_CHINESE = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_OTHER = f"[^\\W_{_CHINESE}]+"
_RUN = re.compile(f"([{_CHINESE}]+)|({_OTHER}(?:[-_.]{_OTHER})*)")
_JOINT = re.compile("[-_.]")


@dataclass(frozen=True, slots=True)
class Run:
    """Pieces that stand side by side; of an open run the last piece may go on."""

    pieces: tuple[str, ...]
    is_open: bool


def index_line(texts: Iterable[str]) -> str:
    """Return the line of pieces of some texts, with a blank at either end.

    >>> index_line(["政务网 U-SEC"])
    ' 政务 务网 网 u sec '
    """
    pieces = [piece for text in texts for piece in _pieces(text)]
    return f" {' '.join(pieces)} "


def read_query(text: str) -> list[Run]:
    """Return what is looked for; every run must be there.

    >>> read_query("政务网 sec")
    [Run(pieces=('政务', '务网'), is_open=False), Run(pieces=('sec',), is_open=True)]
    """
    runs = []
    for chinese, other in _runs(text):
        pieces = tuple(_pairs(chinese)) or tuple(_parts(chinese or other))
        runs.append(Run(pieces, is_open=len(chinese) < 2))  # noqa: PLR2004 - a pair is whole
    return runs[:MOST_RUNS]


def matches(
    session: Session, id_: InstrumentedAttribute[int], line: InstrumentedAttribute[str], text: str
) -> ColumnElement[bool]:
    """Return the condition that a row holds every word of a text."""
    runs = read_query(text)
    if not runs:
        return line.contains(text.strip(), autoescape=True)
    if session.get_bind().dialect.name == "sqlite":
        name = f"{id_.class_.__tablename__}_fts"
        found: Select[Any] = select(literal_column("rowid")).select_from(table(name))
        asked = " AND ".join(map(_fts5, runs))
        return id_.in_(found.where(column(name).op("MATCH")(asked)))
    other = aliased(id_.class_)
    same = select(getattr(other, id_.key)).where(*_on_postgresql(getattr(other, line.key), runs))
    return id_.in_(same.offset(_ALONE))


def index_column(held: Table, name: str) -> None:
    """Have the database keep an index over a column of lines, made together with the table."""
    gin = (
        f"CREATE INDEX ix_{held.name}_{name} ON {held.name} USING gin (word_lexemes({name}))"
        " WITH (fastupdate = off)"  # what waits to be sorted in makes every search slower
    )
    for dialect, statements in {
        "sqlite": sqlite_index(held.name, name),
        "postgresql": [LEXEMES, gin],
    }.items():
        for statement in statements:
            ddl = DDL(statement.replace("%", "%%")).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
            event.listen(held, "after_create", ddl)
    drop = DDL(f"DROP TABLE IF EXISTS {held.name}_fts").execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]
    event.listen(held, "before_drop", drop)


def sqlite_index(held: str, name: str) -> list[str]:
    """Return the statements that make an FTS5 index and keep it up."""
    fts = f"{held}_fts"
    add = f"INSERT INTO {fts} (rowid, {name}) VALUES (new.id, new.{name});"  # noqa: S608 - names of ours
    drop = f"INSERT INTO {fts} ({fts}, rowid, {name}) VALUES ('delete', old.id, old.{name});"  # noqa: S608 - names of ours
    made = f"{name}, content='{held}', content_rowid='id', {TOKENS}"
    return [
        f"CREATE VIRTUAL TABLE {fts} USING fts5({made})",
        f"CREATE TRIGGER {fts}_insert AFTER INSERT ON {held} BEGIN {add} END",
        f"CREATE TRIGGER {fts}_delete AFTER DELETE ON {held} BEGIN {drop} END",
        f"CREATE TRIGGER {fts}_update AFTER UPDATE OF {name} ON {held} BEGIN {drop} {add} END",
    ]


def _fts5(run: Run) -> str:
    return f'"{" ".join(run.pieces)}"{" *" if run.is_open else ""}'


def _on_postgresql(line: InstrumentedAttribute[str], runs: list[Run]) -> Iterator[Any]:
    """The index finds the pieces, the last of an open run by its beginning; a phrase is checked."""
    asked = " & ".join(_lexeme(run, place) for run in runs for place in range(len(run.pieces)))
    yield func.word_lexemes(line).op("@@")(cast(asked, TSQUERY))
    for run in runs:
        if len(run.pieces) > 1:
            phrase = f" {' '.join(run.pieces)}{'' if run.is_open else ' '}"
            yield line.contains(phrase, autoescape=True)


def _lexeme(run: Run, place: int) -> str:
    """Return one piece as PostgreSQL looks for it; pieces hold letters and digits alone."""
    is_begun = run.is_open and place == len(run.pieces) - 1
    return f"'{run.pieces[place]}'{':*' if is_begun else ''}"


def _runs(text: str) -> Iterator[tuple[str, str]]:
    folded = unicodedata.normalize("NFKC", text).casefold()
    for found in _RUN.finditer(folded):
        yield found[1] or "", found[2] or ""


def _pieces(text: str) -> Iterator[str]:
    for chinese, other in _runs(text):
        yield from _pairs(chinese)
        yield from _parts(chinese[-1:] or other)


def _parts(word: str) -> list[str]:
    return [part[:LONGEST_PIECE] for part in _JOINT.split(word)]


def _pairs(chinese: str) -> Iterator[str]:
    for at in range(len(chinese) - 1):
        yield chinese[at : at + 2]
