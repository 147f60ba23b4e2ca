"""A stored content → its pieces in the order of a printed question, each with its label."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.engines.bankfiles.interchange.marked import content as contents
from app.engines.bankfiles.interchange.marked.codecs import encode
from app.engines.bankfiles.interchange.marked.paths import REST, Form, Path, form_of, inner
from app.engines.items import figures

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "single": "单选题",
        "multiple": "多选题",
        "judge": "判断题",
        "blank": "填空题",
        "number": "数值题",
        "order": "排序题",
        "match": "匹配题",
        "classify": "归类题",
        "cloze": "完形填空题",
        "hotspot": "热点题",
        "short": "简答题",
        "essay": "论述题",
        "case": "案例题",
    }
)
"""The kinds that a document can hold, as they are called in it."""
_BRACKETS = "\uff3b{0}\uff3d"
REST_LABEL = "其他设置（勿改）："


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece: its name, its label, its text; `kind` where a question of a case begins."""

    path: Path
    label: str
    text: str
    kind: str = ""
    is_raw: bool = False


def named(kind: str) -> str:
    """Return a kind as it stands before its question."""
    return _BRACKETS.format(KINDS[kind])


def pieces(content: Mapping[str, Any]) -> list[Piece]:
    """Return the pieces of a content; put together again they give the same content."""
    own = {name: value for name, value in content.items() if name != figures.FIELD}
    made = [_piece(*given) for given in _walk(own)]
    values = [(one.path, one.kind, contents.value_of(one.path, one.text, one)) for one in made]
    built = contents.build(str(own["kind"]), [(path, kind, v) for path, kind, v in values])
    if rest := contents.difference(own, built):
        made.append(Piece(REST, REST_LABEL, encode("rest", "", rest)[0]))
    return made


Given = tuple[Path, str, Any, str, str]
"""Name, label, value, kind of what holds it, and kind of the question that begins."""


def _piece(path: Path, label: str, value: Any, kind: str, begins: str) -> Piece:  # noqa: ANN401
    if form_of(path) is not Form.DATA:
        return Piece(path, label, str(value), begins)
    text, is_raw = encode(inner(path)[-1], kind, value)
    return Piece(path, label, text, begins, is_raw)


def _walk(content: Mapping[str, Any], at: Path = (), begins: str = "") -> Iterator[Given]:
    kind = str(content["kind"])
    label = f"（{at[1]}）{named(kind)}" if begins else ""
    yield (*at, "stem"), label, content["stem"], kind, begins
    for path, name, value in _asked(kind, content):
        yield (*at, *path), name, value, kind, ""
    if kind == "case":
        yield from _questions(content["parts"])
    for name, label_ in TAIL.items():
        if content.get(name):
            yield (*at, name), label_, content[name], kind, ""
    for path, name, value in _reasons(kind, content):
        yield (*at, *path), name, value, kind, ""


TAIL: Mapping[str, str] = MappingProxyType(
    {
        "model": "参考答案：",
        "rubric": "评分标准：",
        "zero": "不得分的情形：",
        "note": "评分说明：",
        "limit": "字数：",
        "wrong": "常见错误：",
        "scoring": "计分方式：",
        "explain": "解析：",
    }
)
Asked = Iterator[tuple[Path, str, Any]]


def _asked(kind: str, content: Mapping[str, Any]) -> Asked:
    """Yield what stands between the stem and the explanation."""
    if kind in ("single", "multiple"):
        for id_, option in content["options"].items():
            yield ("options", id_, "text"), f"{id_}．", option["text"]
    elif kind == "order":
        for id_, text in content["parts"].items():
            yield ("parts", id_), f"{id_}．", text
    elif kind in ("match", "classify"):
        left, right = ("left", "right") if kind == "match" else ("entries", "groups")
        for id_, text in content[left].items():
            yield (left, id_), f"{id_}．", text
        for id_, text in content[right].items():
            yield (right, id_), f"{id_}．", text
    elif kind == "hotspot":
        yield from _regions(content)
    yield from _answer(kind, content)


def _answer(kind: str, content: Mapping[str, Any]) -> Asked:
    if kind == "number":
        yield ("key", "value"), "答案：", content["key"]["value"]
        if "tolerance" in content["key"]:
            yield ("key", "tolerance"), "允许误差：", content["key"]["tolerance"]
        if content.get("unit"):
            yield ("unit",), "单位：", content["unit"]
    elif kind == "blank":
        for id_, gap in content["blanks"].items():
            yield ("blanks", id_, "accept"), f"第{id_}空答案：", gap["accept"]
            if gap.get("reject"):
                yield ("blanks", id_, "reject"), f"第{id_}空常见错误：", gap["reject"]
    elif kind == "cloze":
        yield from _gaps(content)
    elif kind == "short" and content.get("answers"):
        yield ("answers",), "答案：", content["answers"]
    elif "key" in content:
        yield ("key",), "答案：", content["key"]


def _gaps(content: Mapping[str, Any]) -> Asked:
    for id_, text in content.get("words", {}).items():
        yield ("words", id_), f"{id_}．", text
    for id_, gap in content["gaps"].items():
        at, name = ("gaps", id_), f"第{id_}空"
        for letter, text in gap.get("options", {}).items():
            yield (*at, "options", letter), f"{name} {letter}．", text
        for field, label in GAP.items():
            if field in gap:
                yield (*at, field), f"{name}{label}", gap[field]


GAP: Mapping[str, str] = MappingProxyType(
    {
        "key": "答案：",
        "accept": "答案：",
        "value": "答案：",
        "tolerance": "允许误差：",
        "weight": "权重：",
        "replies": "反馈：",
    }
)


def _regions(content: Mapping[str, Any]) -> Asked:
    yield ("image",), "图：", content["image"]
    for id_, region in content["regions"].items():
        area = {"shape": region["shape"], "coords": list(region["coords"])}
        yield ("regions", id_, "area"), f"区域 {id_}：", area
        if region.get("text"):
            yield ("regions", id_, "text"), f"区域 {id_} 名称：", region["text"]


def _questions(parts: Mapping[str, Any]) -> Iterator[Given]:
    for place, part in enumerate(parts.values(), start=1):
        at = ("parts", str(place))
        yield from _walk(part["content"], (*at, "content"), str(part["content"]["kind"]))
        if "points" in part:
            yield (*at, "points"), f"（{place}）分值：", part["points"], "case", ""


def _reasons(kind: str, content: Mapping[str, Any]) -> Asked:
    """Yield why each option is right or wrong, below the explanation."""
    if kind in ("single", "multiple"):
        for id_, option in content["options"].items():
            if option.get("why"):
                yield ("options", id_, "why"), f"{id_} 项说明：", option["why"]
    elif kind == "hotspot":
        for id_, region in content["regions"].items():
            if region.get("why"):
                yield ("regions", id_, "why"), f"{id_} 项说明：", region["why"]
    elif kind == "judge":
        for side, word in (("true", "选对"), ("false", "选错")):
            if content.get("why", {}).get(side):
                yield ("why", side), f"{word}的说明：", content["why"][side]
