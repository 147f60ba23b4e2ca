"""Transitions and animations, as the programs write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.engines.practicals.ooxml.names import Element, P
from app.engines.practicals.ooxml.xml import parse
from app.engines.practicals.slides.names import p
from app.engines.practicals.slides.writer.order import put

PLAIN = frozenset(
    {
        "blinds", "checker", "circle", "comb", "cover", "cut", "diamond", "dissolve", "fade",
        "newsflash", "plus", "pull", "push", "random", "randomBar", "split", "strips", "wedge",
        "wheel", "wipe", "zoom",
    }
)  # fmt: skip
"""Transitions that stand in the first edition of the standard."""


@dataclass(frozen=True, slots=True)
class Move:
    """An effect to write: what moves, paragraph by paragraph if there are several."""

    shape: str
    kind: str
    preset: int
    start: str = "clickEffect"
    paragraphs: tuple[int, ...] = ()


def set_transition(slide: Element, name: str) -> None:
    """Give a slide a transition. Raises KeyError for one that cannot be written."""
    if name == "none":
        for old in slide.findall(p("transition")):
            slide.remove(old)
        return
    if name not in PLAIN:
        raise KeyError(name)
    old_one = slide.find(p("transition"))
    after = old_one.get("advTm") if old_one is not None else None
    made = put(slide, p("transition"))
    made.set("spd", "slow")
    if after is not None:
        made.set("advTm", after)
    made.append(parse(f'<p:{name} xmlns:p="{P}"/>'.encode()))


def transition_of(slide: Element) -> Element:
    """Return the transition of a slide, made if it is missing."""
    found = slide.find(p("transition"))
    return put(slide, p("transition")) if found is None else found


class _Numbers:
    def __init__(self) -> None:
        self.last = 2

    def next(self) -> int:
        self.last += 1
        return self.last


def set_moves(slide: Element, moves: Sequence[Move]) -> None:
    """Give a slide exactly these effects."""
    for old in slide.findall(p("timing")):
        slide.remove(old)
    if not moves:
        return
    numbers = _Numbers()
    steps = "".join(
        _step(numbers, move, paragraph)
        for move in moves
        for paragraph in (move.paragraphs or (None,))
    )
    builds = "".join(f'<p:bldP spid="{move.shape}" grpId="0"{_build(move)}/>' for move in moves)
    text = (
        f'<p:timing xmlns:p="{P}"><p:tnLst><p:par><p:cTn id="1" dur="indefinite" restart="never" '
        'nodeType="tmRoot"><p:childTnLst><p:seq concurrent="1" nextAc="seek"><p:cTn id="2" '
        f'dur="indefinite" nodeType="mainSeq"><p:childTnLst>{steps}</p:childTnLst></p:cTn>'
        '<p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond>'
        '</p:prevCondLst><p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/>'
        "</p:tgtEl></p:cond></p:nextCondLst></p:seq></p:childTnLst></p:cTn></p:par></p:tnLst>"
        f"<p:bldLst>{builds}</p:bldLst></p:timing>"
    )
    made = put(slide, p("timing"))
    for item in parse(text.encode()):
        made.append(item)


def _build(move: Move) -> str:
    return ' build="p"' if move.paragraphs else ""


def _step(numbers: _Numbers, move: Move, paragraph: int | None) -> str:
    span = f'<p:txEl><p:pRg st="{paragraph}" end="{paragraph}"/></p:txEl>'
    inner = span if paragraph is not None else ""
    target = f'<p:tgtEl><p:spTgt spid="{move.shape}">{inner}</p:spTgt></p:tgtEl>'
    now = '<p:stCondLst><p:cond delay="0"/></p:stCondLst>'
    first = "indefinite" if move.start == "clickEffect" else "0"
    return (
        f'<p:par><p:cTn id="{numbers.next()}" fill="hold"><p:stCondLst><p:cond delay="{first}"/>'
        f'</p:stCondLst><p:childTnLst><p:par><p:cTn id="{numbers.next()}" fill="hold">{now}'
        f'<p:childTnLst><p:par><p:cTn id="{numbers.next()}" presetID="{move.preset}" '
        f'presetClass="{move.kind}" presetSubtype="4" fill="hold" grpId="0" '
        f'nodeType="{move.start}">{now}<p:childTnLst><p:set><p:cBhvr>'
        f'<p:cTn id="{numbers.next()}" dur="1" fill="hold">{now}</p:cTn>{target}'
        "<p:attrNameLst><p:attrName>style.visibility</p:attrName></p:attrNameLst></p:cBhvr>"
        '<p:to><p:strVal val="visible"/></p:to></p:set><p:animEffect transition="in" filter="fade">'
        f'<p:cBhvr><p:cTn id="{numbers.next()}" dur="500"/>{target}</p:cBhvr></p:animEffect>'
        "</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn>"
        "</p:par>"
    )
