"""A folder of banks: heads, item files, practical tasks, read together."""

from __future__ import annotations

import fnmatch
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from posixpath import dirname, relpath
from typing import Any

from app.engines.bankfiles import bank as banks
from app.engines.bankfiles import tasks
from app.engines.bankfiles.bank import BankSource, read_bank, read_bank_head, read_file
from app.engines.bankfiles.checks import check_bank
from app.engines.bankfiles.source import SCHEMA, ItemSource
from app.engines.bankfiles.tasks import TaskReader
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.kernel.tier import Tier

SCHEMA_LINE = re.compile(r"^schema:\s*(\S+)\s*$", re.MULTILINE)
BLUEPRINT_SCHEMA = "xuekao-blueprint/1"


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds: whole banks, all items (in banks or not yet), all problems."""

    banks: tuple[BankSource, ...]
    items: tuple[ItemSource, ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[Problem]:
        """What refuses the folder; the others are warnings."""
        return [problem for problem in self.problems if problem.is_error]

    def counts(self) -> dict[str, Any]:
        """Return how many items there are, by tier, kind and area."""
        return {
            "items": len(self.items),
            "by_tier": _counted(tier.value for item in self.items for tier in item.tiers),
            "by_kind": _counted(item.kind for item in self.items),
            "by_area": _counted(item.domain for item in self.items),
        }


@dataclass(frozen=True, slots=True)
class Readers:
    """The engines that read what is not an item file: both raise InvalidError."""

    task: TaskReader | None = None
    blueprint: Callable[[str], object] | None = None


def read_folder(texts: Mapping[str, str], readers: Readers | None = None) -> Folder:
    """Read every YAML file of a folder.

    :param texts: path inside the folder (with `/`) → text.
    """
    reading = _Reading(texts, readers or Readers())
    for path in sorted(texts):
        reading.take(path)
    return reading.finish()


class _Reading:
    """A folder while it is read."""

    def __init__(self, texts: Mapping[str, str], readers: Readers) -> None:
        self.texts = texts
        self.readers = readers
        self.banks: list[BankSource] = []
        self.loose: list[ItemSource] = []
        self.problems: list[Problem] = []
        self.schemas = {path: _schema_of(text) for path, text in texts.items()}

    def take(self, path: str) -> None:
        """Read one file by its schema."""
        schema = self.schemas[path]
        if schema == banks.SCHEMA:
            self._take_bank(path)
        elif schema in (SCHEMA, tasks.SCHEMA):
            self._take_unlisted(path)
        elif schema == BLUEPRINT_SCHEMA:
            self._take_blueprint(path)
        else:
            reason = msg("This file names no schema that is known here.")
            self.problems.append(Problem(path, reason))

    def finish(self) -> Folder:
        """Check what can only be seen over all files."""
        items = (*(item for bank in self.banks for item in bank.items), *self.loose)
        if self.loose:
            self.problems += check_bank(self.loose, {item.code for item in items})
        self._check_doubles()
        return Folder(tuple(self.banks), tuple(items), tuple(self.problems))

    def _take_bank(self, path: str) -> None:
        head, problems = read_bank_head(self.texts[path], path)
        self.problems += problems
        if head is None:
            return
        folder = dirname(path)
        there = {
            relpath(other, folder or "."): text
            for other, text in self.texts.items()
            if _is_below(other, folder) and self.schemas[other] in (SCHEMA, tasks.SCHEMA)
        }
        bank, problems = read_bank(
            head, there, folder or ".", known=self._all_codes(), read_task=self.readers.task
        )
        self.banks.append(bank)
        self.problems += problems

    def _take_unlisted(self, path: str) -> None:
        """Read a file that no head names; beside or below a head that is an error."""
        heads = [other for other, schema in self.schemas.items() if schema == banks.SCHEMA]
        near = [head for head in heads if _is_below(path, dirname(head))]
        if near and any(self._names(head, path) for head in near):
            return
        if near:
            reason = msg("%(head)s does not name this file.", head=near[0])
            self.problems.append(Problem(path, reason, msg("Add it to files.")))
            return
        items, problems = read_file(self.texts[path], path, Tier.USER, self.readers.task)
        self.loose += items
        self.problems += problems

    def _names(self, head_path: str, path: str) -> bool:
        head, _problems = read_bank_head(self.texts[head_path], head_path)
        if head is None:
            return True
        name = relpath(path, dirname(head_path) or ".")
        return any(fnmatch.fnmatch(name, pattern) for pattern in head.files)

    def _take_blueprint(self, path: str) -> None:
        if self.readers.blueprint is None:
            return
        try:
            self.readers.blueprint(self.texts[path])
        except InvalidError as error:
            self.problems += [
                Problem(f"{path} {problem.where}", problem.reason, problem.cure)
                for problem in error.problems
            ]

    def _all_codes(self) -> set[str]:
        pattern = re.compile(r"^\s*(?:- )?id:\s*([^\s#]+)", re.MULTILINE)
        return {code for text in self.texts.values() for code in pattern.findall(text)}

    def _check_doubles(self) -> None:
        """Note codes that two banks use; inside one bank `check_bank` has seen them."""
        owners: dict[str, str] = {}
        for bank in self.banks:
            for item in bank.items:
                owner = owners.setdefault(item.code, bank.code)
                if owner != bank.code:
                    reason = msg(
                        "The id %(code)s is already used in %(where)s.",
                        code=item.code,
                        where=owner,
                    )
                    self.problems.append(Problem(item.where, reason))


def _schema_of(text: str) -> str:
    found = SCHEMA_LINE.search(text)
    return found.group(1) if found else ""


def _is_below(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
