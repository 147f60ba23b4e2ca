"""The text of a starter: one paragraph a line, `|cell|cell|` lines in a row make a table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph."""

    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table, row by row; shorter rows are filled up."""

    rows: tuple[tuple[str, ...], ...]


Block = Line | Grid


def read_blocks(text: str) -> list[Block]:
    r"""Return the blocks of a text; empty lines separate nothing and are dropped.

    >>> read_blocks("a\\n|b|c|\\n|d|e|")
    [Line(text='a'), Grid(rows=(('b', 'c'), ('d', 'e')))]
    """
    blocks: list[Block] = []
    rows: list[tuple[str, ...]] = []
    for line in [*text.splitlines(), ""]:
        stripped = line.strip(" \t")
        if stripped.startswith("|") and stripped.endswith("|") and len(stripped) > 1:
            rows.append(tuple(cell.strip() for cell in stripped[1:-1].split("|")))
            continue
        if rows:
            blocks.append(_grid(rows))
            rows = []
        if stripped:
            blocks.append(Line(stripped))
    return blocks


def plain_text(text: str) -> str:
    """Return the text as a reader of the finished document sees it."""
    lines: list[str] = []
    for block in read_blocks(text):
        if isinstance(block, Line):
            lines.append(block.text)
        else:
            lines += [cell for row in block.rows for cell in row if cell]
    return "\n".join(lines)


def _grid(rows: list[tuple[str, ...]]) -> Grid:
    width = max(len(row) for row in rows)
    return Grid(tuple(row + ("",) * (width - len(row)) for row in rows))
