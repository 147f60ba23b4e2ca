"""Between the form an author writes and the stored content.

Authors write true and false in their own words, and put unit and decimals beside the number they
belong to. Stored content has one form only.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

NUMBER_FIELDS = ("unit", "decimals")


@cache
def words(name: str) -> tuple[str, ...]:
    """Return a list of the field's words, kept as data beside this module."""
    path = files("app.engines.bankfiles") / "words.json"
    return tuple(json.loads(path.read_text(encoding="utf-8"))[name])


@cache
def judgements() -> dict[str, bool]:
    """Return the words for true and false."""
    return {word: side == "true" for side in ("true", "false") for word in words(side)}


def word_for(*, is_true: bool) -> str:
    """Return the word that is written for a side."""
    return next(word for word, side in judgements().items() if side is is_true)


def to_stored(content: dict[str, Any]) -> dict[str, Any]:
    """Return the stored form of what an author wrote; what is not understood stays as it is."""
    if content.get("kind") == "case":
        return _case_to_stored(content)
    if content.get("kind") == "judge":
        return _judge_to_stored(content)
    key = content.get("key")
    if content.get("kind") == "number" and isinstance(key, dict):
        moved = {name: key[name] for name in NUMBER_FIELDS if name in key}
        kept = {name: value for name, value in key.items() if name not in NUMBER_FIELDS}
        wrong = content.get("wrong")
        if isinstance(wrong, dict):
            moved["wrong"] = {str(slip): reply for slip, reply in wrong.items()}
        return {**content, "key": kept, **moved}
    return content


def to_written(content: dict[str, Any]) -> dict[str, Any]:
    """Return the form that authors write, from a stored content."""
    if content["kind"] == "case":
        return _case_to_written(content)
    if content["kind"] == "judge":
        why = {
            word_for(is_true=side == "true"): reason
            for side, reason in content.get("why", {}).items()
        }
        written = {**content, "key": word_for(is_true=content["key"])}
        return {**written, "why": why} if why else written
    if content["kind"] == "number":
        beside = {name: content[name] for name in NUMBER_FIELDS if name in content}
        rest = {name: value for name, value in content.items() if name not in NUMBER_FIELDS}
        return {**rest, "key": {**content["key"], **beside}}
    return content


def _case_to_stored(content: dict[str, Any]) -> dict[str, Any]:
    """Return the story as the stem, and each question with its content apart."""
    stored = dict(content)
    if "text" in stored:
        stored["stem"] = stored.pop("text")
    if isinstance(stored.get("parts"), list):
        parts = {}
        for place, raw in enumerate(stored["parts"], start=1):
            part = dict(raw) if isinstance(raw, dict) else {"kind": raw}
            own = {name: part.pop(name) for name in ("points",) if name in part}
            part.pop("level", None)
            id_ = str(part.pop("id", f"q{place}"))
            parts[id_] = {**own, "content": to_stored(part)}
        stored["parts"] = parts
    return stored


def _case_to_written(content: dict[str, Any]) -> dict[str, Any]:
    written = {"kind": content["kind"], "text": content["stem"]}
    written |= {name: value for name, value in content.items() if name not in ("kind", "stem")}
    written["parts"] = [
        {
            "id": id_,
            **{name: value for name, value in part.items() if name != "content"},
            **to_written(dict(part["content"])),
        }
        for id_, part in content["parts"].items()
    ]
    return written


def _judge_to_stored(content: dict[str, Any]) -> dict[str, Any]:
    stored = dict(content)
    key = stored.get("key")
    if isinstance(key, str) and key in judgements():
        stored["key"] = judgements()[key]
    if isinstance(stored.get("why"), dict):
        stored["why"] = {_side(word): reason for word, reason in stored["why"].items()}
    return stored


def _side(word: object) -> object:
    if isinstance(word, bool):
        return "true" if word else "false"
    known = judgements().get(str(word))
    return word if known is None else ("true" if known else "false")
