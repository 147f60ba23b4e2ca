"""Idioms that calculation engines lack, said in words that they know."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.engines.practicals.sheet.formulas.tokens import Kind, Token, joined
from app.engines.practicals.sheet.refs import MAX_COLUMN, MAX_ROW, Range, read_range

_OPENING, _CLOSING = frozenset("({"), frozenset(")}")
_WIDE = re.compile(r'"[^"]*"|([^\x00-\x7f]+)')
_AGGREGATES = {
    "1": "AVERAGE", "2": "COUNT", "3": "COUNTA", "4": "MAX", "5": "MIN", "6": "PRODUCT",
    "9": "SUM", "12": "MEDIAN", "14": "LARGE", "15": "SMALL", "16": "PERCENTILE",
    "17": "QUARTILE",
}  # fmt: skip
_SKIPPING = frozenset({"2", "3", "6", "7"})
"""Options of AGGREGATE that leave out errors."""


def translated(parts: Sequence[Token]) -> list[Token]:
    """Return the tokens with these idioms replaced, the inner ones first."""
    found: list[Token] = []
    index = 0
    while index < len(parts):
        part = parts[index]
        end = _end(parts, index + 1) if part.kind is Kind.FUNCTION else 0
        if part.text.upper() in IDIOMS and end:
            arguments = [translated(item) for item in _arguments(parts[index + 2 : end])]
            found += IDIOMS[part.text.upper()](arguments)
            index = end + 1
            continue
        found.append(part)
        index += 1
    return found


def _end(parts: Sequence[Token], start: int) -> int:
    """Return where the bracket that opens at `start` closes; 0 if it does not."""
    depth = 0
    if start >= len(parts) or parts[start].text != "(":
        return 0
    for index in range(start, len(parts)):
        depth += parts[index].text in _OPENING
        depth -= parts[index].text in _CLOSING
        if not depth:
            return index
    return 0


def _arguments(parts: Sequence[Token]) -> list[list[Token]]:
    """Split at the commas that stand in no inner bracket."""
    found: list[list[Token]] = [[]]
    depth = 0
    for part in parts:
        depth += part.text in _OPENING
        depth -= part.text in _CLOSING
        if part.text == "," and not depth:
            found.append([])
        else:
            found[-1].append(part)
    return found


def _word(text: str) -> Token:
    return Token(Kind.OTHER, text)


def _call(name: str, arguments: Sequence[Sequence[Token]]) -> list[Token]:
    parts = [Token(Kind.FUNCTION, name), _word("(")]
    for index, argument in enumerate(arguments):
        parts += [_word(",")] if index else []
        parts += argument
    return [*parts, _word(")")]


def _text(arguments: list[list[Token]]) -> list[Token]:
    """TEXT takes digits that are text for a number, and letters of any script as they are."""
    if len(arguments) != 2:  # noqa: PLR2004
        return _call("TEXT", arguments)
    value, form = arguments
    number = [_word("("), *value, _word(")"), _word("*1")]
    form = [
        Token(item.kind, _quoted(item.text)) if item.kind is Kind.STRING else item for item in form
    ]
    return _call("TEXT", [_call("IFERROR", [number, value]), form])


def _quoted(literal: str) -> str:
    """Put what is not ASCII in a format into quotes of its own."""
    inner = literal[1:-1].replace('""', '"')
    inner = _WIDE.sub(lambda found: f'"{found[1]}"' if found[1] else found[0], inner)
    return '"' + inner.replace('"', '""') + '"'


def _aggregate(arguments: list[list[Token]]) -> list[Token]:
    """AGGREGATE does what another function does, leaving out errors if it is told to."""
    words = [joined(argument).strip() for argument in arguments]
    if len(words) < 3 or words[0] not in _AGGREGATES:  # noqa: PLR2004
        return _call("AGGREGATE", arguments)
    rest = arguments[2:]
    if words[1] in _SKIPPING:
        rest = [_call("IFERROR", [rest[0], [Token(Kind.STRING, '""')]]), *rest[1:]]
    return _call(_AGGREGATES[words[0]], rest)


def _fitted(name: str) -> Callable[[list[list[Token]]], list[Token]]:
    """SUMIF and AVERAGEIF take as much of the last range as the first one is large."""

    def fit(arguments: list[list[Token]]) -> list[Token]:
        if len(arguments) == 3:  # noqa: PLR2004
            searched, taken = _range_of(arguments[0]), _range_of(arguments[2])
            if searched is not None and taken is not None:
                bottom = taken.top + searched.bottom - searched.top
                right = taken.left + searched.right - searched.left
                fitted = replace(taken, bottom=min(bottom, MAX_ROW), right=min(right, MAX_COLUMN))
                if fitted != taken:
                    sheet = next(item.sheet for item in arguments[2] if item.kind is Kind.REF)
                    arguments[2] = [Token(Kind.REF, str(fitted), sheet)]
        return _call(name, arguments)

    return fit


def _range_of(argument: Sequence[Token]) -> Range | None:
    """Return the range that an argument is, None if it is anything else."""
    said = [item for item in argument if item.text.strip()]
    return read_range(said[0].text) if len(said) == 1 and said[0].kind is Kind.REF else None


IDIOMS: dict[str, Callable[[list[list[Token]]], list[Token]]] = {
    "TEXT": _text,
    "AGGREGATE": _aggregate,
    "SUMIF": _fitted("SUMIF"),
    "AVERAGEIF": _fitted("AVERAGEIF"),
}
