"""Runs of marked text → one paragraph of markdown that renders to exactly these runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markdown_it.common.utils import escapeHtml

from app.engines.items.html import markdown

STRONG, EMPHASIS, STRUCK, CODE = "strong", "em", "s", "code"
ORDER = (STRONG, EMPHASIS, STRUCK, CODE)
SIGNS = {STRONG: "**", EMPHASIS: "*", STRUCK: "~~"}

_SPECIAL = re.compile(r"[\\`*_~&]")
_LINE_START = re.compile(
    r"^(#{1,6}(?=\s|$)|>|[-+](?=\s|$)|=+\s*$|-+\s*$|\d{1,9}(?=[.)](\s|$))|[|:-][-:|\s]*$)",
    re.MULTILINE,
)
_BLANKS = re.compile(r"[ \t\r\f\v\xa0]+")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_ESCAPED = re.compile(r"([\\`*_~&])")
_TAIL = re.compile(r"^(.*?)([^\w\s]+)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text and its marks."""

    text: str
    marks: frozenset[str] = frozenset()


def from_plain(text: str, *, inline: bool = False) -> str:
    r"""Return markdown that shows this text as it is, line by line.

    >>> from_plain("3 * 4 and *stars*")
    '3 \\* 4 and \\*stars\\*'
    """
    text = clean(text)
    if "\n" not in text and _stands_as_it_is(text, inline=inline):
        return text
    if inline:
        return paragraph([Run(re.sub(r"\n+", "\n", text))], inline=True)[0]
    blocks = re.split(r"\n\s*\n", text)
    return "\n\n".join(made for block in blocks if (made := paragraph([Run(block)])[0]))


def clean(text: str) -> str:
    """Return text with single blanks, without control characters."""
    text = _BLANKS.sub(" ", _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    return re.sub(r" *\n *", "\n", text).strip(" \n")


def parted(runs: Sequence[Run]) -> list[list[Run]]:
    """Return the runs of each paragraph: two line breaks begin a new one."""
    paragraphs: list[list[Run]] = [[]]
    breaks = 0
    for run in runs:
        for piece in re.split(r"(\n)", run.text):
            if piece == "\n":
                breaks += 1
                if breaks > 1:
                    paragraphs.append([])
                else:
                    paragraphs[-1].append(Run(piece, run.marks))
            elif piece:
                breaks = breaks if not piece.strip(" ") else 0
                paragraphs[-1].append(Run(piece, run.marks))
    return paragraphs


def paragraph(runs: Sequence[Run], *, inline: bool = False) -> tuple[str, bool]:
    """Return one paragraph, and whether all emphasis could be kept.

    Markdown cannot mark every stretch of Chinese (`**x：**y` is not bold). What does not render
    as meant is tried again with punctuation outside the marks, then without marks.
    """
    runs = _tidy(runs)
    if not runs:
        return "", True
    if all(not run.marks for run in runs):
        return _plain("".join(run.text for run in runs), inline=inline), True
    for attempt in (runs, _tidy(_punctuation_outside(runs))):
        wanted = _html(attempt)
        for escape in (_keep, _escape):
            made = _write(attempt, escape)
            if _renders(made, wanted, inline=inline):
                return made, True
    return _plain("".join(run.text for run in runs), inline=inline), False


def _plain(text: str, *, inline: bool) -> str:
    text = clean(text)
    if _stands_as_it_is(text, inline=inline):
        return text
    wanted = _html([Run(text)])
    made = next(
        (
            attempt
            for attempt in (text, _guard_lines(text), _escape(text), _guard_lines(_escape(text)))
            if _renders(attempt, wanted, inline=inline)
        ),
        None,
    )
    return _guard_lines(_escape(text)) if made is None else made


def _stands_as_it_is(text: str, *, inline: bool) -> bool:
    """Whether nothing in a text could be taken for a sign of markdown."""
    return not _SPECIAL.search(text) and (inline or not _LINE_START.search(text))


def _renders(text: str, wanted: str, *, inline: bool) -> bool:
    engine: Any = markdown()
    made = engine.renderInline(text) if inline else engine.render(text)
    made = made.replace("<br />", "<br>")
    return bool(made == wanted if inline else made == f"<p>{wanted}</p>\n")


def _keep(text: str) -> str:
    return text


def _escape(text: str) -> str:
    return _ESCAPED.sub(r"\\\1", text)


def _guard_lines(text: str) -> str:
    """Put a backslash where a line would begin a list, a heading or a quotation."""
    return _LINE_START.sub(_guarded, text)


def _guarded(found: re.Match[str]) -> str:
    start = found.group(1)
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def _html(runs: Sequence[Run]) -> str:
    """Return the HTML that these runs are meant to give."""
    return _nest(
        runs,
        lambda mark: f"<{mark}>",
        lambda mark: f"</{mark}>",
        lambda run: (
            escapeHtml(run.text).replace("\n", "<br>\n")
            if CODE not in run.marks
            else escapeHtml(run.text.replace("\n", " "))
        ),
    )


def _write(runs: Sequence[Run], escape: Callable[[str], str]) -> str:
    made = _nest(
        runs,
        lambda mark: SIGNS.get(mark, ""),
        lambda mark: SIGNS.get(mark, ""),
        lambda run: _code(run.text) if CODE in run.marks else escape(run.text),
    )
    return _guard_lines(made) if escape is _escape else made


def _code(text: str) -> str:
    text = text.replace("\n", " ")
    longest = max((len(ticks) for ticks in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _nest(
    runs: Sequence[Run],
    opening: Callable[[str], str],
    closing: Callable[[str], str],
    body: Callable[[Run], str],
) -> str:
    made: list[str] = []
    stack: list[str] = []
    for run in [*runs, Run("")]:
        while stack and not set(stack) <= run.marks:
            made.append(closing(stack.pop()))
        for mark in ORDER:
            if mark in run.marks and mark not in stack:
                stack.append(mark)
                made.append(opening(mark))
        made.append(body(run) if run.text else "")
    return "".join(made)


def _tidy(runs: Sequence[Run]) -> list[Run]:
    """Join equal neighbours, single the blanks, and keep blanks out of marks."""
    split: list[Run] = []
    for run in runs:
        text = _BLANKS.sub(" ", _CONTROLS.sub("", run.text))
        core = text.strip(" \n")
        if not run.marks or not core:
            split.append(Run(text))
            continue
        start = text.index(core[0])
        split += [Run(text[:start]), Run(core, run.marks), Run(text[start + len(core) :])]
    joined: list[Run] = []
    for run in split:
        if not run.text:
            continue
        if joined and joined[-1].marks == run.marks:
            joined[-1] = Run(joined[-1].text + run.text, run.marks)
        else:
            joined.append(run)
    return _trim(joined)


def _trim(runs: list[Run]) -> list[Run]:
    """Take blanks off the ends and around line breaks, also across runs."""
    made: list[Run] = []
    before = "\n"
    for run in runs:
        text = re.sub(r" *\n[ \n]*", "\n", _BLANKS.sub(" ", run.text))
        if before == "\n":
            text = text.lstrip(" \n")
        elif before == " ":
            text = text.removeprefix(" ")
        if text:
            made.append(Run(text, run.marks))
            before = text[-1]
    while made and not made[-1].text.strip(" \n"):
        made.pop()
    while made and not made[0].text.strip(" \n"):
        made.pop(0)
    if made:
        made[0] = Run(made[0].text.lstrip(" \n"), made[0].marks)
        made[-1] = Run(made[-1].text.rstrip(" \n"), made[-1].marks)
    return made


def _punctuation_outside(runs: Sequence[Run]) -> list[Run]:
    """Move punctuation at the end of marked text behind the marks."""
    made: list[Run] = []
    for run in runs:
        found = _TAIL.match(run.text) if run.marks and CODE not in run.marks else None
        if found and found.group(1):
            made += [Run(found.group(1), run.marks), Run(found.group(2))]
        else:
            made.append(run)
    return made
