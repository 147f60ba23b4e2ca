"""From the static form of a question to a response, as the player would send it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.datastructures import MultiDict


def read_answer(kind: str, view: dict[str, Any], sent: MultiDict[str, str]) -> dict[str, Any]:
    """Return the raw response of the fields that `macros/question.html` makes."""
    readers: dict[str, Callable[[], Any]] = {
        "single": lambda: sent.get("value"),
        "multiple": lambda: sent.getlist("value"),
        "judge": lambda: {"true": True, "false": False}.get(sent.get("value", "")),
        "number": lambda: sent.get("value"),
        "blank": lambda: _prefixed(sent, "gap-"),
        "match": lambda: _prefixed(sent, "pair-"),
        "order": lambda: _placed(view, sent),
        "practical": lambda: None,
    }
    return {"kind": kind, "value": readers[kind]()}


def _prefixed(sent: MultiDict[str, str], prefix: str) -> dict[str, str]:
    return {name.removeprefix(prefix): sent[name] for name in sent if name.startswith(prefix)}


def _placed(view: dict[str, Any], sent: MultiDict[str, str]) -> list[str] | None:
    """Return the parts place by place; None while a place is empty."""
    places = [sent.get(f"place-{place}", "") for place in range(1, len(view["parts"]) + 1)]
    return places if all(places) else None
