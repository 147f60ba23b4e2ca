"""From the static form of a question (`macros/question.html`) to a response."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import MultiDict

JUDGED = {"true": True, "false": False}


def read_answer(
    view: dict[str, Any], sent: MultiDict[str, str], prefix: str = ""
) -> dict[str, Any]:
    """Return the raw response of one question; several on a page have a prefix each.

    :param view: what `engines.items.present` gives.
    """
    readers: dict[str, Callable[[], Any]] = {
        "single": lambda: sent.get(f"{prefix}value"),
        "multiple": lambda: sent.getlist(f"{prefix}value"),
        "judge": lambda: JUDGED.get(sent.get(f"{prefix}value", "")),
        "number": lambda: sent.get(f"{prefix}value"),
        "short": lambda: sent.get(f"{prefix}value"),
        "essay": lambda: sent.get(f"{prefix}value"),
        "hotspot": lambda: sent.getlist(f"{prefix}value"),
        "blank": lambda: _prefixed(sent, f"{prefix}gap-"),
        "cloze": lambda: _prefixed(sent, f"{prefix}gap-"),
        "match": lambda: _prefixed(sent, f"{prefix}pair-"),
        "classify": lambda: _prefixed(sent, f"{prefix}pair-"),
        "order": lambda: _placed(view, sent, prefix),
        "case": lambda: _questions(view, sent, prefix),
    }
    kind = view["kind"]
    return {"kind": kind, "value": readers[kind]() if kind in readers else None}


def is_complete(view: dict[str, Any], sent: MultiDict[str, str], prefix: str = "") -> bool:
    """Whether every field of the question was filled in."""
    if view["kind"] == "case":
        return all(is_complete(inner, sent, own) for inner, own in _views(view, prefix))
    value = read_answer(view, sent, prefix)["value"]
    if isinstance(value, dict):
        return bool(value) and all(text.strip() for text in value.values())
    return value not in (None, "", [])


def _prefixed(sent: MultiDict[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): sent[name] for name in sent if name.startswith(prefix)}


def _placed(view: dict[str, Any], sent: MultiDict[str, str], prefix: str) -> list[str] | None:
    """Return the parts place by place; None while a place is empty."""
    numbers = range(1, len(view["parts"]) + 1)
    places = [sent.get(f"{prefix}place-{place}", "") for place in numbers]
    return places if all(places) else None


def _questions(view: dict[str, Any], sent: MultiDict[str, str], prefix: str) -> dict[str, Any]:
    """Return the value of each question of a case."""
    return {
        one["id"]: read_answer(inner, sent, own)["value"]
        for one, (inner, own) in zip(view["questions"], _views(view, prefix), strict=True)
    }


def _views(view: dict[str, Any], prefix: str) -> list[tuple[dict[str, Any], str]]:
    """Return the view and the prefix of each question of a case."""
    return [
        ({"kind": one["kind"], **one["view"]}, f"{prefix}{one['id']}~") for one in view["questions"]
    ]
