"""Wrong forms of charts: another kind, other figures, another title, nothing drawn at all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.engines.practicals.ooxml.archive import unpack
from app.engines.practicals.task.model import Check
from app.engines.practicals.writer.skeleton import pack
from app.kernel.text import Message, msg

_CHART = re.compile(r"(?:ppt|xl)/charts/chart\d*\.xml")
_KINDS = (
    (rb'barDir val="col"', b'barDir val="bar"'),
    (rb'barDir val="bar"', b'barDir val="col"'),
    (rb"pieChart", b"doughnutChart"),
    (rb"lineChart", b"areaChart"),
)


def chart_mutants(check: Check, final: bytes) -> Iterator[tuple[Message, bytes]]:
    """Yield the final file with one thing wrong in its charts, as far as a check is about them."""
    keys = check.expect.keys() & {
        *("type", "title", "series.values"),
        *("chart.type", "chart.title", "chart.values"),
    }
    if not keys:
        return
    parts = unpack(final)
    names = [name for name in parts if _CHART.fullmatch(name)]
    for words, pattern, other in _changes(keys):
        made = {name: re.sub(pattern, other, parts[name], count=1) for name in names}
        if any(made[name] != parts[name] for name in names):
            yield words, pack({**parts, **made})


def _changes(keys: set[str]) -> Iterator[tuple[Message, bytes, bytes]]:
    if keys & {"type", "chart.type"}:
        for old, new in _KINDS:
            yield msg("another kind of chart"), old, new
    if keys & {"title", "chart.title"}:
        yield msg("another chart title"), rb"<a:t>[^<]*</a:t>", "<a:t>另一个标题</a:t>".encode()
    if "series.values" in keys:
        pattern = rb"(<c:val>.*?<c:f>[^<]*\$)(\d+)(</c:f>)"
        yield msg("other figures in the chart"), pattern, rb"\g<1>3\3"
    if "chart.values" in keys:
        yield msg("other figures in the chart"), rb"(<c:val>.*?<c:v>)[^<]*", rb"\g<1>987654"
