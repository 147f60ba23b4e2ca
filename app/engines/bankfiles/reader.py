"""From the text of an item file to items, with all problems at once and their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from app.engines import items
from app.engines.bankfiles import forms
from app.engines.bankfiles.source import DOMAINS, SCHEMA, ItemSource, Level, Secrecy, Use
from app.engines.bankfiles.yamltext import Document, YamlError, load
from app.engines.items.fields import Fields, Missing
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.kernel.tier import Tier

HEAD = {"schema", "use", "module", "defaults", "items"}
METADATA = (
    *("id", "tier", "domain", "module", "goal", "level", "difficulty", "seconds", "points"),
    *("enemies", "source", "valid_from", "valid_to", "tries", "a11y"),
    "secrecy",
)
NEEDS_FIGURE = "needs_figure"
KIND_DEFAULTS = {
    "scoring": ("multiple", "blank", "order", "match", "cloze", "classify", "hotspot"),
    "match": ("blank", "cloze", "short"),
}
"""Defaults of a file that belong to the content, and the kinds that take them."""
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
MODULE = re.compile(r"[A-Z]{2}[0-9]{3}")


def read_items(text: str, where: str) -> tuple[list[ItemSource], list[Problem]]:
    """Return the sound items of a file and everything that is wrong with the file.

    :param where: the name of the file, put before each line number.
    """
    try:
        document = load(text)
    except YamlError as error:
        reason = msg("The file cannot be read: %(reason)s.", reason=error.reason)
        return [], [Problem(f"{where}:{error.line}", reason)]
    return _File(document, where).read()


class _File:
    """One file while it is read."""

    def __init__(self, document: Document, where: str) -> None:
        self.document = document
        self.where = where
        self.problems: list[Problem] = []

    def read(self) -> tuple[list[ItemSource], list[Problem]]:
        head = self.document.value
        if not isinstance(head, dict) or head.get("schema") != SCHEMA:
            reason = msg("The file must begin with schema: %(schema)s.", schema=SCHEMA)
            return [], [Problem(f"{self.where}:1", reason)]
        for name in sorted(set(head) - HEAD, key=str):
            self.note((str(name),), Problem("", msg("This field is not known.")))
        entries = head.get("items")
        if not isinstance(entries, list):
            self.note((), Problem("", msg("The file has no list of items.")))
            return [], self.problems
        read = [self._entry(head, entry, place) for place, entry in enumerate(entries)]
        return [item for item in read if item is not None], self.problems

    def note(self, path: tuple[str | int, ...], problem: Problem, label: str = "") -> None:
        """Keep a problem, with the file, the line and what it is about."""
        place = f"{self.where}:{self.document.line(path)}"
        parts = [place, *(word for word in (label, problem.where) if word)]
        self.problems.append(replace(problem, where=" ".join(parts)))

    def _entry(self, head: dict[str, Any], entry: object, place: int) -> ItemSource | None:
        if not isinstance(entry, dict):
            self.note(("items", place), Problem("", msg("An item is a list of named fields.")))
            return None
        merged = _merge(head, entry)
        label = str(merged.get("id", ""))
        metadata = {name: merged.pop(name) for name in METADATA if name in merged}
        use = merged.pop("use", head.get("use", Use.EXAM.value))
        content = forms.to_stored(merged)
        item, found = read_source(metadata, content, use)
        for problem in found:
            self.note(("items", place, *problem.where.split(".")), problem, label)
        line = self.document.line(("items", place))
        return item and replace(item, where=f"{self.where}:{line}")


def read_source(
    metadata: Mapping[str, Any], content: dict[str, Any], use: object = Use.EXAM.value
) -> tuple[ItemSource | None, list[Problem]]:
    """Read metadata (names as in the files) and stored content; None when there is an error."""
    fields = Fields(metadata)
    source: dict[str, Any] = {
        "code": _pattern(fields, "id", CODE),
        "tiers": _tiers(fields),
        "domain": _domain(fields),
        "level": Level(fields.one_of("level", [one.value for one in Level], Level.KNOW.value)),
        "module": _pattern(fields, "module", MODULE, required=False),
        "goal": fields.text("goal", required=False, limit=10),
        "difficulty": _between(fields, "difficulty", 0.6, 0.05, 0.99),
        "seconds": int(_between(fields, "seconds", 60, 5, 7200)),
        "points": _between(fields, "points", 1, 0, 100),
        "enemies": tuple(sorted(set(fields.words("enemies", required=False)))),
        "sources": tuple(fields.words("source", required=False)),
        "valid_from": _date(fields, "valid_from"),
        "valid_to": _date(fields, "valid_to"),
        "tries": int(_between(fields, "tries", 1, 1, 9)),
        "secrecy": Secrecy(
            fields.one_of("secrecy", [one.value for one in Secrecy], Secrecy.INTERNAL.value)
        ),
        "needs_figure": fields.one_of("a11y", ["", NEEDS_FIGURE], "") == NEEDS_FIGURE,
    }
    if use not in [one.value for one in Use]:
        fields.wrong("use", msg("This must be one of: %(words)s.", words=", ".join(Use)))
    _check_metadata(fields, source)
    fields.finish()
    problems = [*fields.problems, *items.check(content)]
    if any(problem.is_error for problem in problems):
        return None, problems
    return ItemSource(content=dict(content), use=Use(str(use)), **source), problems


def _check_metadata(fields: Fields, source: dict[str, Any]) -> None:
    if not source["sources"]:
        fields.wrong(
            "source", msg("The source is missing."), msg("Name the document and its section.")
        )
    begins, ends = source["valid_from"], source["valid_to"]
    if begins and ends and ends < begins:
        fields.wrong("valid_to", msg("The item ends before it begins."))
    if source["code"] in source["enemies"]:
        fields.wrong("enemies", msg("An item cannot be its own enemy."))


def merged_entries(head: dict[str, Any]) -> Iterator[dict[str, Any] | None]:
    """Yield the entries of a file with its defaults filled in; None for what is no entry."""
    for entry in head["items"]:
        yield _merge(head, entry) if isinstance(entry, dict) else None


def _merge(head: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """Fill in what an item leaves out, as far as its kind takes it."""
    defaults = head.get("defaults")
    base = dict(defaults) if isinstance(defaults, dict) else {}
    if "module" in head:
        base.setdefault("module", head["module"])
    for name, kinds in KIND_DEFAULTS.items():
        if entry.get("kind", base.get("kind")) not in kinds:
            base.pop(name, None)
    return {**base, **entry}


def _domain(fields: Fields) -> str:
    if fields.has("domain"):
        return fields.one_of("domain", DOMAINS, "")
    fields.wrong("domain", msg("This is missing."), msg("Fill it in."))
    return ""


def _pattern(fields: Fields, name: str, pattern: re.Pattern[str], *, required: bool = True) -> str:
    text = fields.text(name, required=required)
    if text and not pattern.fullmatch(text):
        fields.wrong(name, msg("This is not in the expected form."))
    return text


def _tiers(fields: Fields) -> tuple[Tier, ...]:
    names = fields.words("tier")
    known = [tier.value for tier in Tier]
    if not names or set(names) - set(known):
        fields.wrong("tier", msg("This must be one of: %(words)s.", words=", ".join(known)))
        return ()
    return tuple(tier for tier in Tier if tier.value in names)


def _between(fields: Fields, name: str, default: float, least: float, most: float) -> float:
    if not fields.has(name):
        return default
    number = float(fields.number(name))
    if not least <= number <= most:
        fields.wrong(name, msg("This must be from %(least)s to %(most)s.", least=least, most=most))
    return number


def _date(fields: Fields, name: str) -> date | None:
    value = fields.get(name)
    if value is Missing.FIELD or value is None:
        return None
    if not isinstance(value, date):
        fields.wrong(name, msg("This must be a date such as 2026-12-01."))
        return None
    return value
