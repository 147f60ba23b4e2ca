"""Word documents written by hand, part by part, and tasks of one check."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from app.engines.practicals import (
    CheckResult,
    Task,
    bound,
    compose,
    grade,
    model_answer,
    propose,
    read_task,
    starter,
)

ROOT = Path(__file__).parents[2]
TASKS = ROOT / "question_banks" / "practicals"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
SECTION = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800" '
    'w:bottom="1440" w:left="1800" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
)
NORMAL = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/>{}</w:style>'
)


def run(text: str, rpr: str = "") -> str:
    return f'<w:r><w:rPr>{rpr}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def para(text: str, ppr: str = "", rpr: str = "") -> str:
    return f"<w:p><w:pPr>{ppr}</w:pPr>{run(text, rpr) if text else ''}</w:p>"


def parts_of(
    body: str,
    *,
    styles: str = "",
    theme: str = "",
    settings: str = "",
    numbering: str = "",
    section: str = SECTION,
    extra: Mapping[str, str] | None = None,
    relations: str = "",
) -> dict[str, str]:
    wrapped = f'xmlns:w="{W}" xmlns:r="{R}"'
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>'
            "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{RELS}"><Relationship Id="r1" Type="{R}/officeDocument" '
            'Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f"<w:document {wrapped}><w:body>{body}{section}</w:body></w:document>",
    }
    links = relations
    for name, text in (
        ("styles", f"<w:styles {wrapped}>{styles}</w:styles>" if styles else ""),
        ("numbering", f"<w:numbering {wrapped}>{numbering}</w:numbering>" if numbering else ""),
        ("settings", f"<w:settings {wrapped}>{settings}</w:settings>" if settings else ""),
        ("theme", theme),
    ):
        if text:
            parts[f"word/{name}.xml"] = text
            links += f'<Relationship Id="r-{name}" Type="{R}/{name}" Target="{name}.xml"/>'
    parts["word/_rels/document.xml.rels"] = f'<Relationships xmlns="{RELS}">{links}</Relationships>'
    return {**parts, **(extra or {})}


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return target.getvalue()


def docx(body: str, **parts: Any) -> bytes:
    return packed(parts_of(body, **parts))


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def footer(text: str, *, kind: str = "default", wrapped: bool = False) -> dict[str, Any]:
    """Arguments of `docx` that add one footer whose inner XML is given."""
    inner = text if wrapped else f"<w:p>{text}</w:p>"
    section = SECTION.replace(
        "<w:sectPr>", f'<w:sectPr><w:footerReference w:type="{kind}" r:id="f1"/>'
    )
    return {
        "section": section,
        "extra": {"word/footer1.xml": f'<w:ftr xmlns:w="{W}" xmlns:r="{R}">{inner}</w:ftr>'},
        "relations": f'<Relationship Id="f1" Type="{R}/footer" Target="footer1.xml"/>',
    }


def theme(minor: str, *, ea: str = "", script: str = "Hans") -> str:
    fonts = "".join(
        f'<a:{kind}Font><a:latin typeface="Calibri"/><a:ea typeface="{ea}"/>'
        f'<a:font script="{script}" typeface="{minor}"/></a:{kind}Font>'
        for kind in ("major", "minor")
    )
    colours = (
        '<a:clrScheme name="c"><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
        '<a:accent1><a:srgbClr val="FF0000"/></a:accent1></a:clrScheme>'
    )
    return (
        f'<a:theme xmlns:a="{A}" name="t"><a:themeElements>{colours}'
        f'<a:fontScheme name="f">{fonts}</a:fontScheme></a:themeElements></a:theme>'
    )


def mapping(**changes: Any) -> dict[str, Any]:
    """A whole task of one check, as read from YAML."""
    base: dict[str, Any] = {
        "schema": "skilltask/1",
        "id": "t",
        "title": "T",
        "module": "word",
        "minutes": 5,
        "points": 4,
        "starter": {"docx_from_text": "正文"},
        "instructions": "做。",
        "checks": [
            {
                "id": "c",
                "title": "C",
                "points": 4,
                "find": {"paragraphs": {"text": "正文"}},
                "expect": {"size": "三号"},
            }
        ],
    }
    return {**base, **changes}


def one_check(
    expect: Mapping[str, Any] | None = None,
    find: Mapping[str, Any] | None = None,
    *,
    starter: str = "正文",
    **changes: Any,
) -> Task:
    """A task with one check of four points; paragraphs of the body unless `find` says else."""
    check: dict[str, Any] = {"id": "c", "title": "C", "points": 4, **changes}
    if expect is not None:
        check |= {"find": find or {"paragraphs": {"re": "."}}, "expect": expect}
    return read_task(mapping(starter={"docx_from_text": starter}, checks=[check]))


def judge(data: bytes, expect: Mapping[str, Any] | None = None, **options: Any) -> CheckResult:
    """Grade a document with one check of four points and return that check's result."""
    return grade(one_check(expect, **options), data, 1).checks[0]


def bank_task(name: str) -> Task:
    """One of the tasks that are delivered with the product."""
    path = TASKS / name / "task.yaml"
    return read_task(yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def _two_file_task(name: str) -> str:
    task = bound(bank_task(name), 4)
    start, final = starter(task, 4), model_answer(task, 4)
    found = propose(start, final)
    made = compose(
        found, task_id=f"{name}-2", title=task.title, start=start, final=final,
        translate=lambda text: text,
    )  # fmt: skip
    return json.dumps(made)


def two_file_task(name: str) -> dict[str, Any]:
    """A task as an author makes it from the start and the final file of a delivered one."""
    made: dict[str, Any] = json.loads(_two_file_task(name))
    return made
