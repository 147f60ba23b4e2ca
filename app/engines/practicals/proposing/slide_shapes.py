"""Checks proposed from placeholders and shapes of slides, and from paragraphs inside them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from app.engines.practicals.proposing.model import Proposed
from app.engines.practicals.proposing.selecting import selector
from app.engines.practicals.proposing.slide_common import (
    FAMILIES,
    Pair,
    differs,
    slides_text,
    which,
)
from app.engines.practicals.proposing.wording import quote, saying
from app.engines.practicals.slides.aspects.registry import ON_SHAPES
from app.engines.practicals.slides.model import Deck, Shape, Slide, is_furniture, role_of
from app.engines.practicals.slides.select import Target
from app.kernel.text import Message, msg

ROLES = ("title", "subtitle", "body", "left", "right")
KINDS = ("picture", "table", "chart", "smartart", "media", "line")
_FAMILY_OF = tuple((family, key) for family, keys in FAMILIES.items() for key in keys)
GEOMETRY = frozenset({"left", "top", "width", "height"})
Spot = tuple[str, str, str]
"""Role, kind and text of the paragraphs that a selector picks out, "" for all."""


def of_shapes(found: Proposed, start: Deck, final: Deck, pairs: Sequence[Pair]) -> None:
    """Propose what became of shapes, the same change on several slides as one check."""
    places: dict[tuple[str, str, Spot, str], list[int]] = {}
    raws: dict[tuple[str, str], Any] = {}
    for old, new in pairs:
        for spot, before, after in _shape_pairs(old, new):
            for family, name in _FAMILY_OF:
                raw = _of_shape(name, spot, (start, before), (final, after))
                if raw is not None:
                    raws[name, repr(raw)] = raw
                    places.setdefault((family, name, spot, repr(raw)), []).append(new.number)
    together: Shapes = {}
    for (family, key, spot, text), found_on in places.items():
        on = tuple(dict.fromkeys(found_on))
        together.setdefault((family, spot, on), {})[key] = raws[key, text]
    for (family, spot, numbers), expect in _joined(final, together).items():
        for target, chosen in which(final, numbers):
            keys: dict[str, Any] = {"find": {"shapes": _shapes(target, spot)}, "expect": expect}
            if len(chosen) > 1:
                keys["count"] = {"min": len(chosen)}
            where = _shape_text(slides_text(final, chosen), spot)
            group = "motion" if family == "motion" else "shapes"
            found.add(group, where, keys, saying(ON_SHAPES, expect))


Shapes = dict[tuple[str, Spot, tuple[int, ...]], dict[str, Any]]


def _joined(final: Deck, together: Shapes) -> Shapes:
    """Put paragraphs of one shape together of which the same is expected."""
    found: Shapes = {}
    rows: dict[tuple[str, str, str, tuple[int, ...], str], list[str]] = {}
    for (family, (role, kind, text), numbers), expect in together.items():
        if not text or len(numbers) > 1:
            found[family, (role, kind, text), numbers] = expect
        else:
            rows.setdefault((family, role, kind, numbers, repr(expect)), []).append(text)
    for (family, role, kind, numbers, _said), texts in rows.items():
        expect = together[family, (role, kind, texts[0]), numbers]
        match = _matching(final.slides[numbers[0] - 1], role, texts)
        if match is None:
            found |= {(family, (role, kind, text), numbers): expect for text in texts}
        else:
            found[family, (role, kind, match), numbers] = expect
    return found


def _matching(slide: Slide, role: str, texts: Sequence[str]) -> str | None:
    """Return a selector of several paragraphs as text, None if one of them is meant alone."""
    holders = _holders(slide, role)
    if len(texts) < 2 or not holders:  # noqa: PLR2004
        return None
    lines = [p.text.strip() for p in holders[0].paragraphs if p.text.strip()]
    chosen = [at for at, line in enumerate(lines) if line in texts]
    match = selector(lines, chosen, lines, stretches=False)
    return None if match is None else json.dumps(match, ensure_ascii=False)


def _shapes(which: Any, spot: Spot) -> dict[str, Any]:  # noqa: ANN401
    role, kind, text = spot
    found: dict[str, Any] = {"slide": which}
    found |= {"placeholder": role} if role else {}
    if kind.startswith("table/"):
        found |= {"kind": "table", "rows": kind.partition("/")[2]}
    elif kind:
        found["kind"] = kind
    if not text:
        return found
    return found | {"paragraphs": json.loads(text) if text.startswith("{") else {"text": text}}


def _shape_text(slides: Message, spot: Spot) -> Message:
    role, kind, text = spot
    name = NAMES.get(role) or NAMES.get(kind) or msg("shape")
    if text:
        known = json.loads(text) if text.startswith("{") else {"like": text}
        words = quote(str(known.get("like") or known.get("text")))
        return msg("%(slides)s, %(shape)s, “%(quote)s”", slides=slides, shape=name, quote=words)
    return msg("%(slides)s, %(shape)s", slides=slides, shape=name)


NAMES: Mapping[str, Message] = {
    "title": msg("title"),
    "subtitle": msg("subtitle"),
    "body": msg("content"),
    "left": msg("left content"),
    "right": msg("right content"),
    "picture": msg("picture"),
    "table": msg("table"),
    "table/header": msg("header row"),
    "table/body": msg("rows below the header"),
    "chart": msg("chart"),
    "smartart": msg("diagram"),
    "media": msg("media clip"),
    "line": msg("line"),
}


def _shape_pairs(old: Slide | None, new: Slide) -> list[tuple[Spot, Target | None, Target]]:
    """Return the shapes of a slide, by role or kind, and the paragraphs that differ inside one."""
    found: list[tuple[Spot, Target | None, Target]] = []
    for role in ROLES:
        after, before = _holders(new, role), [] if old is None else _holders(old, role)
        if len(after) == 1:
            shape, was = after[0], before[0] if len(before) == 1 else None
            found += _with_paragraphs((role, "", ""), was, shape)
    for kind in KINDS:
        after = [shape for shape in new.own_shapes if shape.kind == kind]
        before = [] if old is None else [s for s in old.own_shapes if s.kind == kind]
        if len(after) == 1:
            was = before[0] if len(before) == 1 else None
            found.append((("", kind, ""), _target(was), _whole(after[0])))
            found += _table_parts(was, after[0])
    return found


def _holders(slide: Slide, role: str) -> list[Shape]:
    body = [s for s in slide.own_shapes if role_of(s) == "body" and not is_furniture(s)]
    if role in {"left", "right"}:
        sides = sorted((s for s in body if s.box), key=lambda s: s.box.left if s.box else 0.0)
        two = len(sides) > 1
        return (sides[:1] if role == "left" else sides[-1:]) if two else []
    if role == "body" and len(body) > 1:
        return []
    return [shape for shape in slide.own_shapes if role_of(shape) == role]


def _whole(shape: Shape) -> Target:
    paragraphs = shape.paragraphs
    if shape.grid is not None:
        cells = [c for row in shape.grid.rows for c in row if not c.covered]
        paragraphs = [paragraph for cell in cells for paragraph in cell.paragraphs]
    return Target(shape, tuple(p for p in paragraphs if p.text.strip()))


def _target(shape: Shape | None) -> Target | None:
    return None if shape is None else _whole(shape)


def _table_parts(old: Shape | None, new: Shape) -> list[tuple[Spot, Target | None, Target]]:
    """Return header and body of a table where they do not look the same."""
    parts = []
    for name, rows in (("header", slice(0, 1)), ("body", slice(1, None))):
        after, before = _rows(new, rows), None if old is None else _rows(old, rows)
        if after is not None and after.paragraphs:
            parts.append((("", f"table/{name}", ""), before, after))
    return parts


def _rows(shape: Shape, rows: slice) -> Target | None:
    if shape.grid is None:
        return None
    cells = [c for row in shape.grid.rows[rows] for c in row if not c.covered]
    found = [p for cell in cells for p in cell.paragraphs if p.text.strip()]
    return Target(shape, tuple(found))


def _with_paragraphs(
    spot: Spot, old: Shape | None, new: Shape
) -> list[tuple[Spot, Target | None, Target]]:
    whole = _whole(new)
    found = [(spot, _target(old), whole)]
    if len(whole.paragraphs) < 2 or old is None:  # noqa: PLR2004
        return found
    olds = {p.text.strip(): p for p in old.paragraphs}
    texts = [p.text.strip() for p in whole.paragraphs]
    for paragraph in whole.paragraphs:
        text = paragraph.text.strip()
        was = olds.get(text)
        if was is not None and texts.count(text) == 1:
            place = (spot[0], spot[1], text)
            found.append((place, Target(old, (was,)), Target(new, (paragraph,))))
    return found


def _of_shape(
    key: str, spot: Spot, before: tuple[Deck, Target | None], after: tuple[Deck, Target]
) -> Any:  # noqa: ANN401
    """Return the new value of a key; of one paragraph only what the whole shape does not share."""
    if _is_said_elsewhere(key, spot, before[1], after[1]):
        return None
    raw = differs(key, ON_SHAPES[key], before, after)
    is_part = bool(spot[2]) or spot[1].startswith("table/")
    if raw is None or not is_part or (spot[2] and key == "link"):
        return raw
    was = before[1] and _whole(before[1].shape)
    whole = differs(key, ON_SHAPES[key], (before[0], was), (after[0], _whole(after[1].shape)))
    return None if repr(whole) == repr(raw) else raw


def _is_said_elsewhere(key: str, spot: Spot, before: Target | None, after: Target) -> bool:
    """Whether a value belongs to the slide, to the paragraph, or to the layout of a new shape."""
    is_part = bool(spot[2]) or spot[1].startswith("table/")
    return (
        (key == "text" and spot[0] in {"title", "subtitle"})
        or (key == "link" and not spot[2] and len(after.paragraphs) > 1)
        or (key in GEOMETRY and (before is None or bool(spot[0])))
        or (is_part and key not in {*FAMILIES["letters"], *FAMILIES["paragraphs"], "link"})
    )
