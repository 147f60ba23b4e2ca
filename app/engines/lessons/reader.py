"""From the texts of a module folder to the module, with all problems at once and their lines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from app.engines.bankfiles import ItemSource, read_items
from app.engines.bankfiles.source import DOMAINS, canonical
from app.engines.items.fields import Fields
from app.engines.lessons import checks, markdown, svg
from app.engines.lessons.frontmatter import (
    Findings,
    read_date,
    read_front,
    read_list,
    read_whole,
)
from app.engines.lessons.lesson import read_lesson
from app.engines.lessons.model import (
    Figure,
    Goal,
    LegalRef,
    Lesson,
    Minutes,
    Module,
    QuizRule,
    Section,
)
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.kernel.tier import Tier

SCHEMA = "xuekao-module/1"
HEAD = "module.md"
CODE = r"[A-Z]{2}[0-9]{3}"
LEVELS = ("K", "C", "A", "E")
LONGEST_MODULE = 60 * 45
WORDS: dict[str, str] = json.loads(
    (Path(__file__).parent / "words.json").read_text(encoding="utf-8")
)
EPOCH = date(1970, 1, 1)


def digest_of(files: Mapping[str, str]) -> str:
    """Return the digest of a module's texts: the same texts, the same digest."""
    return sha256(canonical(dict(files)).encode()).hexdigest()


def read_module(files: Mapping[str, str], where: str = "") -> tuple[Module | None, list[Problem]]:
    """Read a module from its files.

    :param files: path inside the module folder, such as `figures/a.svg` → text.
    :param where: the name of the folder, put before each file name.
    :return: the module, or None when there is an error; and everything that was found.
    """
    prefix = f"{where}/" if where else ""
    if HEAD not in files:
        return None, [Problem(f"{prefix}{HEAD}", msg("The module has no module.md."))]
    reading = _Reading(files, prefix)
    module = reading.module()
    problems = [*reading.problems]
    if not any(problem.is_error for problem in problems):
        problems += checks.check_module(module, files, prefix)
    if any(problem.is_error for problem in problems):
        return None, problems
    return module, problems


class _Reading:
    """One module while it is read."""

    def __init__(self, files: Mapping[str, str], prefix: str) -> None:
        self.files = files
        self.prefix = prefix
        self.problems: list[Problem] = []

    def module(self) -> Module:
        found = Findings(self.prefix + HEAD)
        fields, body = read_front(self.files[HEAD], found)
        values = _head(fields)
        parts = markdown.sections(_without_title(body))
        names = fields.words("lessons")
        checkpoints = self._items(fields.text("checkpoints"))
        quiz, pool_name = _quiz(fields)
        fields.finish()
        found.take(fields.problems)
        self.problems += found.problems
        return Module(
            **values,
            lessons=tuple(self._lesson(name) for name in names),
            quiz=quiz,
            checkpoints={item.code: item for item in checkpoints},
            pool=tuple(self._items(pool_name)),
            figures=self._figures(),
            intro=markdown.render(parts[0][1]),
            practice=_sections(parts, WORDS["practice"]),
            notes=_sections(parts, WORDS["notes"]),
            digest=digest_of(self.files),
        )

    def _text(self, name: str) -> str | None:
        text = self.files.get(name)
        if text is None and name:
            self.problems.append(
                Problem(f"{self.prefix}{HEAD}", msg("The file %(name)s is missing.", name=name))
            )
        return text

    def _items(self, name: str) -> list[ItemSource]:
        text = self._text(name)
        if text is None:
            return []
        items, problems = read_items(text, self.prefix + name)
        self.problems += problems
        return items

    def _lesson(self, name: str) -> Lesson:
        text = self._text(name)
        if text is None:
            return Lesson("", "", 0, (), ())
        lesson, problems = read_lesson(text, self.prefix + name)
        self.problems += problems
        return lesson

    def _figures(self) -> dict[str, Figure]:
        figures = {
            name: Figure(name, text)
            for name, text in self.files.items()
            if name.startswith("figures/")
        }
        for name, figure in figures.items():
            self.problems += [Problem(self.prefix + name, why) for why in svg.faults(figure.svg)]
        return figures


def _head(fields: Fields) -> dict[str, Any]:
    """Return what the head of module.md says about the module itself."""
    fields.one_of("schema", [SCHEMA], "")
    if not fields.has("schema"):
        fields.wrong("schema", msg("The head must name the schema %(name)s.", name=SCHEMA))
    tiers = [tier.value for tier in Tier]
    return {
        "code": _code(fields),
        "version": read_whole(fields, "version", 1, 9999),
        "title": fields.text("title", limit=60),
        "title_en": fields.text("title_en", limit=120),
        "tier": Tier(fields.one_of("tier", tiers, Tier.USER.value)),
        "domain": fields.one_of("domain", DOMAINS, DOMAINS[0]),
        "credit_hours": Decimal(read_whole(fields, "credit_hours", 1, 40)),
        "minutes": _minutes(fields.child("minutes")),
        "prerequisites": tuple(fields.words("prerequisites", required=False)),
        "seed_refs": tuple(fields.words("seed_refs")),
        "legal_refs": tuple(_legal(entry) for entry in read_list(fields, "legal_refs")),
        "goals": tuple(_goal(entry) for entry in read_list(fields, "goals")),
        "effective_from": read_date(fields, "effective_from") or EPOCH,
        "effective_to": read_date(fields, "effective_to", required=False),
        "review_due": read_date(fields, "review_due", required=False),
        "author": fields.text("author"),
        "reviewer": fields.text("reviewer"),
        "approved_by": fields.text("approved_by"),
    }


def _code(fields: Fields) -> str:
    code = fields.text("code")
    if not checks.matches(CODE, code):
        fields.wrong("code", msg("A module code has two letters and three digits."))
    return code


def _minutes(fields: Fields) -> Minutes:
    names = ("lessons", "checkpoints", "practice", "quiz")
    minutes = Minutes(*(read_whole(fields, name, 0, LONGEST_MODULE) for name in names))
    fields.finish()
    return minutes


def _legal(fields: Fields) -> LegalRef:
    articles = fields.get("articles")
    listed = articles if isinstance(articles, list) else []
    if listed is not articles:
        fields.wrong("articles", msg("This must be a list."))
    reference = LegalRef(
        title=fields.text("title"),
        version=fields.text("version"),
        articles=tuple(str(article) for article in listed),
        valid_from=read_date(fields, "valid_from", required=False),
    )
    fields.finish()
    return reference


def _goal(fields: Fields) -> Goal:
    goal = Goal(fields.text("id", limit=3), fields.text("text", limit=200))
    fields.finish()
    return goal


def _quiz(fields: Fields) -> tuple[QuizRule, str]:
    quiz = fields.child("quiz")
    pool = quiz.text("pool")
    draw = read_whole(quiz, "draw", 1, 50)
    cells = quiz.child("blueprint")
    blueprint = {level: read_whole(cells, level, 1, 50) for level in LEVELS if cells.has(level)}
    cells.finish()
    passed = read_whole(quiz, "pass_correct", 1, 50)
    quiz.finish()
    return QuizRule(draw, blueprint, passed), pool


def _sections(parts: list[tuple[str, str]], word: str) -> tuple[Section, ...]:
    return tuple(
        Section(title, markdown.render(text)) for title, text in parts if title.startswith(word)
    )


def _without_title(body: str) -> str:
    """Return the text without its first heading: the page shows the title of the head."""
    lines = body.lstrip("\n").split("\n")
    return "\n".join(lines[1:] if lines[0].startswith("# ") else lines)
