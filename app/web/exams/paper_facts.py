"""A sealed paper as it is printed: no key, no reasons, every kind of item in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.documents.paperprint import PrintedItem, PrintedPaper, PrintedSection
from app.documents.wording import words
from app.domain.papers.rules import SealedItem, SealedPaper
from app.web.display import number

LETTERS = ("options", "parts", "regions")
MARKS = re.compile(r"\*\*|`|^#{1,6} |^> ", re.MULTILINE)
PICTURE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
LONG, SHORT = 10, 3


def printed(
    paper: SealedPaper, *, exam_title: str, form: str, digest: str, issuer: str, on: date
) -> PrintedPaper:
    """Return what is printed of a paper."""
    return PrintedPaper(
        exam_title=exam_title,
        form=form,
        code=paper.code,
        digest=digest,
        sections=tuple(
            PrintedSection(
                title=section.title["zh"],
                points=number(section.points),
                minutes=section.minutes,
                items=tuple(_item(one) for one in paper.items if one.section == section.code),
            )
            for section in paper.sections
        ),
        issuer=issuer,
        issued_on=on,
    )


def _item(item: SealedItem) -> PrintedItem:
    content = item.content
    if item.kind == "practical":
        return _practical(item)
    return PrintedItem(
        number=item.position,
        kind=item.kind,
        points=number(item.points),
        stem=plain(str(content["stem"])),
        lines=tuple(_lines(content)),
        choices=_choices(content),
        writing_lines=_room(content),
    )


def _practical(item: SealedItem) -> PrintedItem:
    texts, task = words("paper_print"), item.content["task"]
    name = task.get("submit", {}).get("name", "")
    lines = [*plain(str(task.get("instructions", ""))).split("\n")]
    lines += [texts["upload"].format(name=name)] if name else []
    return PrintedItem(
        item.position, item.kind, number(item.points), plain(str(task["title"])), tuple(lines)
    )


def plain(text: str) -> str:
    """Return a text without its marks; a picture is named by its description."""
    return MARKS.sub("", PICTURE.sub(r"〔\1〕", text)).strip()


def _lines(content: Mapping[str, Any]) -> list[str]:
    kind = content["kind"]
    if kind == "match":
        left = "　".join(f"{key}. {plain(text)}" for key, text in content["left"].items())
        return [left, *_lettered(content["right"])]
    if kind == "classify":
        groups = "　".join(f"{key}. {plain(text)}" for key, text in content["groups"].items())
        return [groups, *_lettered(content["entries"])]
    if kind == "cloze":
        gaps = content["gaps"].items()
        return [f"【{key}】{_inline(gap['options'])}" for key, gap in gaps if "options" in gap]
    if kind == "case":
        return [line for key, part in content["parts"].items() for line in _part(key, part)]
    if kind == "hotspot":
        return [words("paper_print")["image"]]
    return [line for name in LETTERS for line in _lettered(content.get(name, {}))]


def _part(key: str, part: Mapping[str, Any]) -> list[str]:
    inner = part["content"]
    return [f"({key}) {plain(str(inner['stem']))}", *_lines(inner)]


def _lettered(options: Mapping[str, Any]) -> list[str]:
    return [f"{key}. {_text(value)}" for key, value in options.items()]


def _inline(options: Mapping[str, Any]) -> str:
    return "　".join(_lettered(options))


def _text(value: Any) -> str:  # noqa: ANN401 - stored content
    return plain(str(value["text"] if isinstance(value, Mapping) else value))


def _choices(content: Mapping[str, Any]) -> tuple[str, ...]:
    texts = words("paper_print")
    if content["kind"] == "judge":
        return texts["true"], texts["false"]
    return tuple(content["options"]) if content["kind"] in {"single", "multiple"} else ()


def _room(content: Mapping[str, Any]) -> int:
    if content["kind"] == "essay":
        return LONG
    if content["kind"] == "case":
        return max(SHORT, sum(_room(part["content"]) for part in content["parts"].values()))
    return SHORT if content["kind"] == "short" else 1
