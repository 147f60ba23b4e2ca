"""One question as exam papers and tables have it, before it is known what kind it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Question:
    """Everything that was found of one question, as text.

    `gap_answers` holds answers given gap by gap (columns of a table); `fields` what was said about
    the question under its label (`difficulty`, `points`, `source` …).
    """

    where: str
    kind: str = ""
    stem: str = ""
    options: dict[str, str] = field(default_factory=dict)
    whys: dict[str, str] = field(default_factory=dict)
    answer: str = ""
    gap_answers: list[str] = field(default_factory=list)
    explain: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    entries: str = ""
    """The numbered left list of a match, where it does not stand in the stem."""
    extra: str = ""
    """What our own tables carry beside, as JSON."""
    base: str = ""
    """How the digest begins of the version that a row of ours was written from."""
    raw: str = ""
    is_markdown: bool = False
    figures: Callable[[str], tuple[bytes, str] | None] | None = None
    """Gives picture and alternative text of a figure mark in the texts."""
