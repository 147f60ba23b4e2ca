"""Checks proposed from two word documents: what became of sections, paragraphs, text, tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.engines.practicals.checks.paragraphs import PARAGRAPH_ASPECTS
from app.engines.practicals.checks.sections import SECTION_ASPECTS
from app.engines.practicals.language.find import squash
from app.engines.practicals.ooxml.names import child
from app.engines.practicals.proposing import word_parts
from app.engines.practicals.proposing.model import Proposed
from app.engines.practicals.proposing.selecting import selector
from app.engines.practicals.proposing.texts import TextChange, compare_texts, replaced, stable_part
from app.engines.practicals.proposing.values import Found, is_inherited, read_one, repr_of, written
from app.engines.practicals.proposing.wording import paragraphs_text, quote, saying
from app.engines.practicals.word.model import Document, Paragraph
from app.kernel.text import msg

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "styles": ("style", "outline"),
    "characters": (
        *("font.cjk", "font.latin", "size", "bold", "italic", "underline"),
        *("strike", "highlight", "color"),
    ),
    "places": ("align", "indent.first", "indent.hanging", "indent.left", "indent.right"),
    "spacing": ("line", "space.before", "space.after"),
}
"""Properties that authors put into one check when they concern the same paragraphs."""
GROUP_OF = {"styles": "styles"}
MIN_WORD = 2


def propose_word(start: Document, final: Document) -> Proposed:
    """Return what an author may check of what became of a document."""
    found = Proposed("word")
    olds = [p for p in start.paragraphs if not p.is_empty]
    news = [p for p in final.paragraphs if not p.is_empty]
    change = compare_texts([p.full_text for p in olds], [p.full_text for p in news])
    _sections(found, start, final)
    _texts(found, change, olds, news)
    _paragraphs(found, start, final, change)
    word_parts.tables(found, start, final)
    word_parts.furniture(found, start, final)
    word_parts.unread(found, start, final)
    _guard(found, change, olds, news)
    return found


def _sections(found: Proposed, start: Document, final: Document) -> None:
    """Propose what became of paper and margins: of all sections if they are alike."""
    old, new = start.sections[0], final.sections
    per = [_changed_section(start, final, old, section) for section in new]
    if all(item == per[0] for item in per):
        targets: list[tuple[Any, dict[str, Any]]] = [("all", per[0])]
    else:
        targets = [(number + 1, item) for number, item in enumerate(per)]
    for which, expect in targets:
        if expect:
            where = msg("All pages") if which == "all" else msg("Section %(n)s", n=which)
            keys = {"find": {"sections": which}, "expect": expect}
            found.add("page", where, keys, saying(SECTION_ASPECTS, expect))
    if len(start.sections) != len(final.sections):
        found.leave(
            msg("Sections: %(old)s before, %(new)s now.", old=len(start.sections), new=len(new))
        )


def _changed_section(start: Document, final: Document, old: Any, new: Any) -> dict[str, Any]:  # noqa: ANN401
    expect: dict[str, Any] = {}
    for key, aspect in SECTION_ASPECTS.items():
        before, after = (read_one(d, aspect, s) for d, s in ((start, old), (final, new)))
        if after is None or (before and repr_of(before.value) == repr_of(after.value)):
            continue
        raw = written(key, aspect, after.value)
        if raw not in (None, ""):
            expect[key] = raw
    return _without_implied(expect, old, new)


def _without_implied(expect: dict[str, Any], old: Any, new: Any) -> dict[str, Any]:  # noqa: ANN401
    """Leave out what follows from other values: sides of a known paper, lines on a page."""
    gone = {"page.width", "page.height"} if "page.size" in expect else set()
    if {"page.width", "page.height"} <= expect.keys() and "page.orient" in expect:
        gone |= {"page.width", "page.height"}
    grids = [child(section.element, "docGrid") for section in (old, new)]
    stated = [None if grid is None else sorted(grid.attrib.items()) for grid in grids]
    if stated[0] == stated[1]:
        gone |= {"grid.lines", "grid.chars"}
    return {key: raw for key, raw in expect.items() if key not in gone}


def _texts(
    found: Proposed, change: TextChange, olds: Sequence[Paragraph], news: Sequence[Paragraph]
) -> None:
    whole = "\n".join(p.full_text for p in news)
    for old, new in change.replaced.items():
        keys = {"text": {"absent": [old], "count": {new: whole.count(new)}}}
        said = msg("“%(old)s” replaced by “%(new)s”", old=old, new=new)
        found.add("text", msg("The whole text"), keys, said)
    for at in change.added:
        text = news[at].text.strip()
        keys = {"text": {"contains": [text]}}
        found.add(
            "text", msg("New paragraph"), keys, msg("“%(quote)s” is there", quote=quote(text))
        )
    for at in change.removed:
        text = olds[at].text.strip()
        if squash(text) not in squash(whole):
            keys = {"text": {"absent": [text]}}
            said = msg("“%(quote)s” is taken out", quote=quote(text))
            found.add("text", msg("A paragraph"), keys, said)
    for at in change.edited:
        text = news[at].text.strip()
        keys = {"text": {"contains": [text]}}
        found.add("text", msg("Changed text"), keys, msg("“%(quote)s” is there", quote=quote(text)))


def _paragraphs(found: Proposed, start: Document, final: Document, change: TextChange) -> None:
    """Propose one check for each family of properties and each kind of paragraphs."""
    olds = [p for p in start.paragraphs if not p.is_empty]
    news = [p for p in final.paragraphs if not p.is_empty]
    body = [i for i, p in enumerate(news) if p.place.story == "body"]
    partner = {new: old for old, new in change.pairs}
    changed = [
        _changed(found, start, final, olds[partner[at]] if at in partner else None, news[at])
        for at in body
    ]
    texts = [news[i].full_text.strip() for i in body]
    stable = [stable_part(text, change.replaced) for text in texts]
    kinds = [repr(expect) for expect in changed]
    rows = []
    for family, keys in FAMILIES.items():
        for chosen in _alike(final, [news[i] for i in body], changed, keys):
            parts = _selectable(texts, stable, kinds, chosen)
            rows += [(part[0], family, part) for part in parts]
    order = list(FAMILIES)
    for _first, family, part in sorted(rows, key=lambda row: (row[0], order.index(row[1]))):
        whole = {key: raw for at in part for key, raw in changed[at].items()}
        expect = {key: whole[key] for key in FAMILIES[family] if key in whole}
        _propose(found, family, expect, part, (texts, stable))


def _alike(
    final: Document,
    paragraphs: Sequence[Paragraph],
    changed: Sequence[Mapping[str, Any]],
    keys: Sequence[str],
) -> list[list[int]]:
    """Return the paragraphs that changed in a family and look alike in it now, group by group."""
    moving = [key for key in keys if any(key in expect for expect in changed)]
    found: dict[tuple[str, ...], list[int]] = {}
    for at, expect in enumerate(changed):
        if any(key in expect for key in moving):
            looks = [read_one(final, PARAGRAPH_ASPECTS[key], paragraphs[at]) for key in moving]
            look = tuple("" if one is None else repr_of(one.value) for one in looks)
            found.setdefault(look, []).append(at)
    return list(found.values())


def _selectable(
    texts: Sequence[str], stable: Sequence[str], kinds: Sequence[str], chosen: Sequence[int]
) -> list[list[int]]:
    """Return paragraphs together if a plain selector means them, else kind by kind."""
    match = selector(texts, chosen, stable)
    if match is not None and "|" not in str(match.get("re", "")):
        return [list(chosen)]
    groups: dict[str, list[int]] = {}
    for at in chosen:
        groups.setdefault(kinds[at], []).append(at)
    return list(groups.values())


def _propose(
    found: Proposed,
    family: str,
    expect: dict[str, Any],
    chosen: Sequence[int],
    sheet: tuple[Sequence[str], Sequence[str]],
) -> None:
    texts, stable = sheet
    match = selector(texts, chosen, stable)
    quotes = [texts[i] for i in chosen]
    says = saying(PARAGRAPH_ASPECTS, expect)
    if match is None:
        found.leave(msg("“%(quote)s”: %(says)s", quote=quote(quotes[0]), says=says))
        return
    keys: dict[str, Any] = {"find": _find(match), "expect": expect}
    if len(chosen) > 1:
        keys["count"] = {"min": len(chosen)}
    group = GROUP_OF.get(family, "paragraphs")
    found.add(group, paragraphs_text(match, quotes), keys, says)


def _find(match: Mapping[str, Any]) -> dict[str, Any]:
    inner = {key: raw for key, raw in match.items() if key != "exclude"}
    outer = {"exclude": match["exclude"]} if "exclude" in match else {}
    return {"paragraphs": inner, **outer}


def _changed(
    found: Proposed, start: Document, final: Document, old: Paragraph | None, new: Paragraph
) -> dict[str, Any]:
    """Return the properties of one paragraph that are not what they were."""
    expect: dict[str, Any] = {}
    styles = None if old is None else (old.style_name, new.style_name)
    for family in FAMILIES.values():
        for key in family:
            aspect = PARAGRAPH_ASPECTS[key]
            after = read_one(final, aspect, new)
            before = None if old is None else read_one(start, aspect, old)
            if after is None or old is None or _same(before, after):
                continue
            if not after.whole:
                found.leave(
                    msg("“%(quote)s”: only a part of the paragraph has another %(what)s.",
                        quote=quote(new.text), what=aspect.title)
                )  # fmt: skip
            elif not (key != "style" and styles and styles[0] != styles[1] and is_inherited(after)):
                raw = written(key, aspect, after.value)
                if raw not in (None, ""):
                    expect[key] = raw
    return _plain(expect)


def _same(before: Found | None, after: Found) -> bool:
    return (
        before is not None
        and repr_of(before.value) == repr_of(after.value)
        and before.whole == after.whole
    )


def _plain(expect: dict[str, Any]) -> dict[str, Any]:
    """Leave out the first-line indent that a hanging indent is the other side of."""
    if "indent.hanging" in expect and str(expect["indent.hanging"])[0] != "0":
        expect.pop("indent.first", None)
        expect.pop("indent.left", None)
    elif "indent.hanging" in expect and "indent.first" in expect:
        expect.pop("indent.hanging")
    return expect


def _guard(
    found: Proposed, change: TextChange, olds: Sequence[Paragraph], news: Sequence[Paragraph]
) -> None:
    """Propose that nothing else of the text changes; what is added or edited does not count."""
    words: dict[str, str] = dict(change.replaced)
    for at in (*change.added, *change.edited):
        words[news[at].full_text] = ""
    partner = {new: old for old, new in change.pairs}
    gone = [*change.removed, *(partner[at] for at in change.edited)]
    words |= {replaced(olds[at].full_text, change.replaced): "" for at in gone}
    found.guards.append({"unchanged_text": {"vs": "starter", "after_replace": words}})
