"""The one way in: every kind is read, checked, marked and shown through these functions."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from app.engines.items import (
    blank,
    case,
    classify,
    cloze,
    essay,
    figures,
    hotspot,
    judge,
    match,
    multiple,
    number,
    order,
    practical,
    short,
    single,
)
from app.engines.items.base import (
    Content,
    Item,
    Kind,
    Mark,
    Response,
    Status,
    points_of,
    status_of,
)
from app.engines.items.html import render
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.NAME: kind
        for kind in (
            *(single, multiple, judge, blank, number, order, match, cloze, classify, hotspot),
            *(short, essay, case, practical),
        )
    }
)
"""Every kind of item by its name; a new kind is one module and one word here."""


def read(content: Content) -> Item:
    """Return the item of a stored content, or raise InvalidError with all problems."""
    figures.require(content)
    return kind_of(content).read(content)


def check(content: Content) -> list[Problem]:
    """Return errors and warnings about a content; never raises."""
    try:
        return [*kind_of(content).check(content), *figures.check(content)]
    except InvalidError as error:
        return list(error.problems)


def mark(content: Content, response: Response | None, points: Decimal | float) -> Mark:
    """Mark one answer.

    :param response: as stored; None and a cleared answer earn nothing and are `blank`.
    :param points: what a full answer earns, 0 or more.
    :return: points from 0 to `points`; practicals with a file come back as `review`.
    :raises InvalidError: when the content or the response is malformed.

    >>> example = single.EXAMPLES[0]
    >>> mark(example.content, {"kind": "single", "value": "B"}, 2).points
    Decimal('2.00')
    """
    kind = kind_of(content)
    item = kind.read(content)
    value = None if response is None else read_response(content, response)["value"]
    outcome = kind.assess(content, value)
    most = Decimal(str(points))
    return Mark(
        kind=kind.NAME,
        points=points_of(outcome.fraction, most),
        max_points=most,
        status=Status.BLANK if value is None else status_of(outcome),
        parts=outcome.parts,
        explain=item.explain,
    )


def present(content: Content, seed: int | None) -> dict[str, Any]:
    """Return what the candidate may see: no key, no reasons; shuffled by the seed, ids stable."""
    kind = kind_of(content)
    item = kind.read(content)
    view = {"kind": kind.NAME, "stem": render(item.stem), **kind.present(content, seed)}
    shown: dict[str, Any] = figures.fill(view, content)
    return shown


def is_answered(response: Mapping[str, Any] | None) -> bool:
    """Whether a stored response holds an answer; a cleared one does not."""
    return response is not None and response.get("value") is not None


def full_response(content: Content) -> Response:
    """Return the response that earns all points (a practical has none but its file)."""
    kind = kind_of(content)
    return {"kind": kind.NAME, "value": kind.full_value(content)}


def read_response(content: Content, raw: object) -> Response:
    """Return a response in stored form, or raise InvalidError on a malformed one."""
    kind = kind_of(content)
    if not isinstance(raw, Mapping) or set(raw) - {"kind", "value"}:
        raise InvalidError([Problem("", msg("The answer is not in the expected form."))])
    if raw.get("kind", kind.NAME) != kind.NAME:
        raise InvalidError([Problem("kind", msg("The answer belongs to another kind of item."))])
    return {"kind": kind.NAME, "value": kind.read_value(content, raw.get("value"))}


def kind_of(content: Content) -> Kind:
    """Return the kind of a content, or raise InvalidError."""
    given: object = content
    name = given.get("kind") if isinstance(given, Mapping) else None
    if not isinstance(name, str) or name not in KINDS:
        raise InvalidError(
            [
                Problem(
                    "kind",
                    msg("This kind of item is not known."),
                    msg("Known kinds: %(names)s.", names=", ".join(KINDS)),
                )
            ]
        )
    return KINDS[name]
