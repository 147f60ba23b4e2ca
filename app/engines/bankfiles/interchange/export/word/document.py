"""The whole document: title, how to work with it, the items, the list of what it holds."""

from __future__ import annotations

from collections.abc import Sequence

from app.engines.bankfiles.interchange import docx
from app.engines.bankfiles.interchange.carried import residue
from app.engines.bankfiles.interchange.docx.entries import base_of
from app.engines.bankfiles.interchange.export.base import Losses, OmitError, Written
from app.engines.bankfiles.interchange.export.word import item, package, xml
from app.engines.bankfiles.interchange.export.word.pictures import Pictures
from app.engines.bankfiles.interchange.marked.paths import LIST, NOTE, SHORT, Tag
from app.engines.bankfiles.interchange.model import Format, Found, Refused
from app.engines.bankfiles.source import ItemSource
from app.kernel.text import msg

NAME = "items.docx"
HOW = (
    (
        "本文件可在 WPS、Word 或 LibreOffice 中直接修改：题干、选项、答案、解析和表格内容都可以改，"
        "标签（如“答案：”）请保留。改完后在“导入试题”页面上传，系统只列出有改动的题目，"
        "逐项对照、确认后才保存。"
    ),
    (
        "新增题目：在任意一道题的信息表之后另起一行，"
        "按“1．题干　A．……　B．……　答案：B　解析：……”书写。"
        "删除的题目只作提示，不会从题库中删去。"
    ),
)
SAMPLES = (
    (
        "这是新题模板，每种题型一例。把例题改成您的题目，需要几道就复制几道（连同下方的信息表）；"
        "没有改动的例题在导入时自动跳过。"
    ),
    ("也可以不用标签，在任意一张信息表之后按“1．题干　A．……　B．……　答案：B　解析：……”书写。"),
)
LISTED = "本文件所含试题（供核对，勿改）："


def write(sources: Sequence[ItemSource], title: str = "试题") -> Written:
    """Return the document of these items."""
    losses, pictures = Losses(), Pictures()
    made: list[str] = []
    codes: list[str] = []
    for source in sources:
        try:
            text = item.write(source, len(made) + 1, pictures, source.digest[:SHORT])
            _require_back(source, text, pictures)
        except OmitError as error:
            losses.omit(source, error.reason)
            continue
        made.append(text)
        codes.append(source.code)
    tail = xml.Labels(len(made) + 1).label(Tag((LIST,)), LISTED) + xml.run(" ".join(codes))
    body = "".join((_head(title, HOW), *made, xml.paragraph("XkNote", tail)))
    data = package.pack(body, title, pictures.parts)
    return Written(Format.DOCX, NAME, data, len(made), tuple(losses.omitted))


def template(sources: Sequence[ItemSource], title: str) -> bytes:
    """Return a document of samples, which an import passes over where nobody changed them."""
    pictures = Pictures()
    made = [
        item.write(source, number, pictures, base_of(source.content))
        for number, source in enumerate(sources, start=1)
    ]
    body = "".join((_head(title, SAMPLES), *made))
    return package.pack(body, title, pictures.parts)


def _head(title: str, texts: Sequence[str]) -> str:
    labels = xml.Labels(0)
    first = labels.label(Tag((NOTE,)), title, style="")
    notes = [labels.label(Tag((NOTE,)), "说明：") + xml.run(text) for text in texts]
    made = [xml.paragraph("XkNote", note) for note in notes]
    return "".join((xml.paragraph("XkTitle", first), *made))


def _require_back(source: ItemSource, text: str, pictures: Pictures) -> None:
    """Read the item as an import would; what does not come back the same is not written."""
    data = package.pack(text, "", pictures.parts)
    entries = list(docx.read(data, source.code))
    refused = next((one for one in entries if isinstance(one, Refused)), None)
    found = next((one for one in entries if isinstance(one, Found)), None)
    if refused is not None:
        raise OmitError(refused.reason)
    if found is None or residue(source.content, found.content):
        raise OmitError(msg("It would not come back the same from a document."))
