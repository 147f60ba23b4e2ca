"""The key and the reasons of an item as rows that every page shows alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _
from markupsafe import Markup

from app.engines.items import mark
from app.engines.items.html import render, render_inline
from app.web.pictures import pictured


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the solution."""

    label: str
    html: Markup
    why: Markup
    is_key: bool


def rows(content: dict[str, Any]) -> list[Row]:
    """Return what is right, what is wrong, and why."""
    makers = {
        "single": _options,
        "multiple": _options,
        "judge": _sides,
        "blank": _gaps,
        "number": _number,
        "order": _order,
        "match": _pairs,
        "cloze": _cloze,
        "classify": _classes,
        "hotspot": _regions,
        "short": _written,
        "essay": _written,
        "case": _questions,
        "practical": _checks,
    }
    return pictured(list(makers[content["kind"]](content)), content)


def explanation(content: dict[str, Any]) -> Markup:
    """Return the explanation of the whole item."""
    return safe(content.get("explain", ""), content)


def verdicts(content: dict[str, Any], answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return, part by part, what was answered and what is right, in plain words."""
    names = {"true": _("True"), "false": _("False")}
    found = mark(content, answer, 1).parts
    return [
        {
            "label": names.get(part.id, part.id),
            "html": pictured(inline(part.text), content),
            "given": part.given or (_("chosen by you") if part.is_chosen else ""),
            "expected": part.expected or (_("Answer key") if part.is_key else ""),
            "is_right": part.is_right,
        }
        for part in found
    ]


def inline(text: str) -> Markup:
    """Return an author's short text as safe HTML."""
    return Markup(render_inline(text))  # noqa: S704 - cleaned by nh3


def safe(text: str, content: Mapping[str, Any] = MappingProxyType({})) -> Markup:
    """Return an author's longer text as safe HTML, with the figures of its item."""
    return pictured(Markup(render(text)), content)  # noqa: S704 - cleaned by nh3


def _row(label: str, text: str, why: str = "", *, is_key: bool) -> Row:
    return Row(label=label, html=inline(text), why=inline(why), is_key=is_key)


def _options(content: dict[str, Any]) -> Iterator[Row]:
    for id_, option in content["options"].items():
        is_key = id_ == content["key"] or id_ in list(content["key"])
        yield _row(id_, option["text"], option.get("why", ""), is_key=is_key)


def _sides(content: dict[str, Any]) -> Iterator[Row]:
    why = content.get("why", {})
    yield _row(_("True"), "", why.get("true", ""), is_key=content["key"])
    yield _row(_("False"), "", why.get("false", ""), is_key=not content["key"])


def _gaps(content: dict[str, Any]) -> Iterator[Row]:
    for id_, gap in content["blanks"].items():
        label = _("Gap %(number)s", number=id_)
        yield _row(label, " / ".join(gap["accept"]), is_key=True)
        for form, reply in gap.get("reject", {}).items():
            yield _row(label, form, reply, is_key=False)


def _number(content: dict[str, Any]) -> Iterator[Row]:
    key = content["key"]
    text = f"{key['value']} {content.get('unit', '')}".strip()
    if key.get("tolerance"):
        text = f"{text} ± {key['tolerance']}"
    yield _row(_("Numeric answer"), text, is_key=True)
    for slip, reply in content.get("wrong", {}).items():
        yield _row(_("Slip"), slip, reply, is_key=False)


def _order(content: dict[str, Any]) -> Iterator[Row]:
    for place, id_ in enumerate(content["key"], start=1):
        yield _row(str(place), content["parts"][id_], is_key=True)


def _pairs(content: dict[str, Any]) -> Iterator[Row]:
    for left, right in sorted(content["key"].items()):
        pair = f"{content['left'][left]} — {content['right'][right]}"
        yield _row(f"{left} {right}", pair, is_key=True)
    for spare in sorted(set(content["right"]) - set(content["key"].values())):
        yield _row(spare, content["right"][spare], _("left over"), is_key=False)


def _checks(content: dict[str, Any]) -> Iterator[Row]:
    for check in content["task"].get("checks", []):
        yield _row(_("%(points)s points", points=check["points"]), check["title"], is_key=False)


def _cloze(content: dict[str, Any]) -> Iterator[Row]:
    for id_, gap in content["gaps"].items():
        label = _("Gap %(number)s", number=id_)
        options = gap.get("options") or content.get("words", {})
        if "accept" in gap:
            yield _row(label, " / ".join(gap["accept"]), is_key=True)
        elif "value" in gap:
            yield _row(label, f"{gap['value']} ± {gap.get('tolerance', 0)}", is_key=True)
        else:
            yield _row(label, options[gap["key"]], is_key=True)
        for form, reply in gap.get("replies", {}).items():
            yield _row(label, options.get(form, form), reply, is_key=False)


def _classes(content: dict[str, Any]) -> Iterator[Row]:
    for entry, group in content["key"].items():
        pair = f"{content['entries'][entry]} — {content['groups'][group]}"
        yield _row(f"{entry} {group}", pair, is_key=True)


def _regions(content: dict[str, Any]) -> Iterator[Row]:
    for id_, region in content["regions"].items():
        why = region.get("why", "")
        yield _row(id_, region.get("text", ""), why, is_key=id_ in content["key"])


def _written(content: dict[str, Any]) -> Iterator[Row]:
    for form in content.get("answers", []):
        share = form.get("share", 1)
        yield _row(f"{share:.0%}", form["text"], form.get("why", ""), is_key=share == 1)
    if model := content.get("model"):
        yield _row(_("Model answer"), model, is_key=True)
    for line in content.get("rubric", []):
        yield _row(_("%(points)s points", points=line["points"]), line["text"], is_key=False)


def _questions(content: dict[str, Any]) -> Iterator[Row]:
    for number, part in enumerate(content["parts"].values(), start=1):
        for row in rows(part["content"]):
            yield replace(row, label=f"{number} · {row.label}")
