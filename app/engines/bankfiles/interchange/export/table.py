"""Items → one table, a row an item, under the headings of our template."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.engines.bankfiles.interchange.carried import residue
from app.engines.bankfiles.interchange.export.base import (
    Losses,
    OmitError,
    Written,
    described,
    no_place,
    plain,
)
from app.engines.bankfiles.interchange.model import Format, Found
from app.engines.bankfiles.interchange.secrecy import NAMES
from app.engines.bankfiles.interchange.table import headings, rows
from app.engines.bankfiles.interchange.untouched import SHORT, base_of
from app.engines.bankfiles.source import ItemSource
from app.engines.items import figures
from app.kernel.text import msg

LETTERS = "ABCDEFGHIJ"
GAPS = tuple(f"第{number}空" for number in range(1, 10))
OPTIONS = tuple(f"选项{letter}" for letter in LETTERS)
WHYS = tuple(f"选项{letter}解析" for letter in LETTERS[:8])
STEM = "题干（Markdown）"
EXTRA = "扩展（勿改）"
BASE = "版本（勿改）"
COLUMNS = (
    *("编号", "题型", STEM, "左列", *OPTIONS, "答案", *GAPS, "解析", *WHYS),
    *("评分标准", "计分方式", "难度", "分值", "用时", "认知层次", "领域", "适用层次", "课程编码"),
    *(
        "目标",
        "依据",
        "互斥题",
        "生效日期",
        "失效日期",
        "作答次数",
        "无障碍",
        "用途",
        "密级",
        EXTRA,
        BASE,
    ),
)
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
        "short": "简答题",
        "essay": "论述题",
    }
)
SAID: Mapping[str, str] = MappingProxyType(
    {
        "code": "编号",
        "difficulty": "难度",
        "points": "分值",
        "seconds": "用时",
        "level": "认知层次",
        "domain": "领域",
        "tier": "适用层次",
        "module": "课程编码",
        "goal": "目标",
        "source": "依据",
        "enemies": "互斥题",
        "valid_from": "生效日期",
        "valid_to": "失效日期",
        "tries": "作答次数",
        "a11y": "无障碍",
        "use": "用途",
        "secrecy": "密级",
    }
)
Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table by heading, and what they do not carry."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    losses: Losses


def table_of(sources: Sequence[ItemSource]) -> Table:
    """Return the table of these items; columns that nobody uses are left out."""
    losses = Losses()
    made = list(_rows(sources, losses))
    used = {name for row in made for name, text in row.items() if text}
    always = {"题型", STEM, "选项A", "选项B", "选项C", "选项D", "答案", "解析", "难度", "编号"}
    return Table(tuple(name for name in COLUMNS if name in used | always), tuple(made), losses)


def write_csv(sources: Sequence[ItemSource]) -> Written:
    """Return the table as CSV in UTF-8 with its mark, which every office program opens."""
    table = table_of(sources)
    held = io.StringIO()
    writer = csv.DictWriter(
        held, table.columns, restval="", extrasaction="ignore", lineterminator="\r\n"
    )
    writer.writeheader()
    writer.writerows(table.rows)
    data = b"\xef\xbb\xbf" + held.getvalue().encode()
    found = (tuple(table.losses.omitted), tuple(table.losses.reduced))
    return Written(Format.CSV, "items.csv", data, len(table.rows), *found)


def _rows(sources: Sequence[ItemSource], losses: Losses) -> Iterator[Row]:
    for source in sources:
        try:
            yield _row(source)
        except OmitError as error:
            losses.omit(source, error.reason)


def _row(source: ItemSource) -> Row:
    content = source.content
    if source.kind not in KINDS:
        raise no_place(source.kind)
    if figures.FIELD in content:
        raise OmitError(msg("This format carries no pictures and sounds."))
    row = {
        "题型": KINDS[source.kind],
        STEM: str(content["stem"]),
        "解析": str(content.get("explain", "")),
        **_said(source),
        **_asked(content),
    }
    entry = _back(row)
    if not isinstance(entry, Found):
        raise OmitError(entry.reason)
    if rest := residue(content, entry.content):
        row[EXTRA] = json.dumps(rest, ensure_ascii=False)
    row[BASE] = source.digest[:SHORT] if source.code else base_of(content)
    return row


def _back(row: Row) -> Any:  # noqa: ANN401 - an entry that is no remark
    names = list(row)
    table = [names, [row[name] for name in names]]
    head = headings.find(table)
    entries = list(rows.read(table, head, "")) if head else []
    return entries[-1]


def _said(source: ItemSource) -> Row:
    made = {}
    for name, value in described(source).items():
        if value in (None, "", []):
            continue
        if name == "secrecy":
            made[SAID[name]] = NAMES[source.secrecy]
        elif isinstance(value, list):
            made[SAID[name]] = ("\n" if name == "source" else " ").join(value)
        else:
            made[SAID[name]] = plain(value) if isinstance(value, float) else str(value)
    return made


def _asked(content: Mapping[str, Any]) -> Row:
    """Return options, key and reasons of one kind."""
    row: Row = {}
    kind = content["kind"]
    if kind in ("single", "multiple"):
        for id_, option in content["options"].items():
            row[f"选项{id_}"] = option["text"]
            if why := option.get("why"):
                row[f"选项{id_}解析"] = why
        row["答案"] = "".join(content["key"])
    elif kind == "judge":
        row["答案"] = "对" if content["key"] else "错"
        for letter, side in (("A", "true"), ("B", "false")):
            if why := content.get("why", {}).get(side):
                row[f"选项{letter}解析"] = why
    elif kind == "blank":
        row |= {
            GAPS[int(id_) - 1]: "/".join(gap["accept"]) for id_, gap in content["blanks"].items()
        }
    else:
        row |= _listed(content)
    return row


def _listed(content: Mapping[str, Any]) -> Row:
    kind, row = content["kind"], dict[str, str]()
    if kind == "number":
        key = content["key"]
        tolerance = f"±{plain(key['tolerance'])}" if key.get("tolerance") else ""
        row["答案"] = f"{plain(key['value'])}{tolerance}{content.get('unit', '')}"
    elif kind == "order":
        row |= {f"选项{id_}": text for id_, text in content["parts"].items()}
        row["答案"] = "".join(content["key"])
    elif kind in ("match", "classify"):
        left, right = ("left", "right") if kind == "match" else ("entries", "groups")
        row["左列"] = "\n".join(f"{id_}. {text}" for id_, text in content[left].items())
        row |= {f"选项{id_}": text for id_, text in content[right].items()}
        row["答案"] = "；".join(f"{id_}-{content['key'][id_]}" for id_ in content[left])
    else:
        forms = [form["text"] for form in content.get("answers", ()) if form.get("share", 1) == 1]
        row["答案"] = "/".join(forms) or str(content.get("model", ""))
        row["评分标准"] = "\n".join(
            f"{line['text']}，{line['points']}分" for line in content.get("rubric", ())
        )
    return row
