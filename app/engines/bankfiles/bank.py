"""A bank: a head (`bank.yaml`) that names its item files, its author and its reviewer."""

from __future__ import annotations

import fnmatch
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.engines.bankfiles import tasks
from app.engines.bankfiles.checks import check_bank
from app.engines.bankfiles.reader import CODE, read_items
from app.engines.bankfiles.source import ItemSource
from app.engines.bankfiles.tasks import TaskReader
from app.engines.bankfiles.yamltext import YamlError, load
from app.engines.items.fields import Fields
from app.kernel.problem import Problem
from app.kernel.text import msg
from app.kernel.tier import Tier

SCHEMA = "xuekao-bank/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankSource:
    """The head of a bank; author and reviewer are names of accounts, and never the same."""

    code: str
    title: str
    title_en: str
    tier: Tier
    organization: str
    author: str
    reviewer: str
    files: tuple[str, ...]
    items: tuple[ItemSource, ...] = ()


def read_bank_head(text: str, where: str) -> tuple[BankSource | None, list[Problem]]:
    """Read a `bank.yaml`; None when there is an error."""
    try:
        document = load(text)
    except YamlError as error:
        reason = msg("The file cannot be read: %(reason)s.", reason=error.reason)
        return None, [Problem(f"{where}:{error.line}", reason)]
    fields = Fields(document.value)
    fields.one_of("schema", [SCHEMA], SCHEMA)
    bank = BankSource(
        code=fields.text("code", limit=40),
        title=fields.text("title", limit=100),
        title_en=fields.text("title_en", limit=200),
        tier=Tier(fields.one_of("tier", [tier.value for tier in Tier], Tier.USER.value)),
        organization=fields.text("organization", limit=40),
        author=fields.text("author", limit=40),
        reviewer=fields.text("reviewer", limit=40),
        files=tuple(fields.words("files")),
    )
    fields.finish()
    if bank.code and not CODE.fullmatch(bank.code):
        fields.wrong("code", msg("This is not in the expected form."))
    if bank.author and bank.author == bank.reviewer:
        fields.wrong("reviewer", msg("Author and reviewer must be two persons."))
    located = [
        Problem(f"{where}:{document.line((p.where,))} {p.where}", p.reason, p.cure, p.severity)
        for p in fields.problems
    ]
    return (None if located else bank), located


def read_bank(
    head: BankSource,
    texts: Mapping[str, str],
    where: str,
    *,
    known: Collection[str] = (),
    read_task: TaskReader | None = None,
) -> tuple[BankSource, list[Problem]]:
    """Read the item files of a bank.

    :param texts: path below the bank's folder → text; `head.files` names them, or has patterns.
    :param known: codes of items in other banks.
    :param read_task: the practicals engine; without it a practical task is a problem.
    """
    sources: list[ItemSource] = []
    problems: list[Problem] = []
    for pattern in head.files:
        names = sorted(fnmatch.filter(texts, pattern))
        if not names:
            reason = msg("There is no file %(name)s.", name=pattern)
            problems.append(Problem(f"{where}/bank.yaml", reason))
        for name in names:
            found, wrong = read_file(texts[name], f"{where}/{name}", head.tier, read_task)
            sources += found
            problems += wrong
    problems += check_bank(sources, known)
    return _with_items(head, sources), problems


def read_file(
    text: str, where: str, tier: Tier, read_task: TaskReader | None
) -> tuple[list[ItemSource], list[Problem]]:
    """Read an item file, or a practical task as one item of that tier."""
    if not tasks.is_task(text):
        return read_items(text, where)
    if read_task is None:
        return [], [Problem(where, msg("A practical task cannot be read here."))]
    task, problems = tasks.read_task_source(text, where, tier, read_task)
    return ([task] if task else []), problems


def _with_items(head: BankSource, sources: list[ItemSource]) -> BankSource:
    values = {name: getattr(head, name) for name in head.__slots__}
    return BankSource(**{**values, "items": tuple(sources)})
