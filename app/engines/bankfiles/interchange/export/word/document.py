"""The whole document: title, how to work with it, the items, the list of what it holds."""

from __future__ import annotations

from collections.abc import Sequence

from app.engines.bankfiles.interchange import docx
from app.engines.bankfiles.interchange.carried import residue
from app.engines.bankfiles.interchange.export.base import Losses, OmitError, Written
from app.engines.bankfiles.interchange.export.word import item, package, xml
from app.engines.bankfiles.interchange.export.word.pictures import Pictures
from app.engines.bankfiles.interchange.marked.paths import LIST, NOTE, SHORT, Tag
from app.engines.bankfiles.interchange.model import Format, Found, Refused, Remark
from app.engines.bankfiles.interchange.untouched import base_of
from app.engines.bankfiles.source import ItemSource
from app.kernel.text import msg

NAME = "items.docx"
HOW = (
    (
        "本文件可在 WPS、Word 或 LibreOffice 中直接修改：题干、选项、答案、解析和表格内容都可以改，"
        "标签（如“答案：”）请保留。改完后在“录入试题”页面上传，系统只列出有改动的题目，"
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
NOT_BACK = msg("It would not come back the same from a document.")
LISTED = "本文件所含试题（供核对，勿改）："


def write(sources: Sequence[ItemSource], title: str = "试题") -> Written:
    """Return the document of these items."""
    losses = Losses()
    kept, data = list(sources), b""
    while True:
        made, data = _written(kept, title, losses)
        different = _different(made, data, losses)
        kept = [source for source in made if source.code not in different]
        if not different:
            break
    return Written(Format.DOCX, NAME, data, len(kept), tuple(losses.omitted))


def _written(
    sources: Sequence[ItemSource], title: str, losses: Losses
) -> tuple[list[ItemSource], bytes]:
    """Return the items that a document has a place for, and the document."""
    pictures = Pictures()
    made: list[str] = []
    kept: list[ItemSource] = []
    for source in sources:
        try:
            made.append(item.write(source, len(made) + 1, pictures, source.digest[:SHORT]))
        except OmitError as error:
            losses.omit(source, error.reason)
        else:
            kept.append(source)
    codes = " ".join(source.code for source in kept)
    tail = xml.Labels(len(made) + 1).label(Tag((LIST,)), LISTED) + xml.run(codes)
    body = "".join((_head(title, HOW), *made, xml.paragraph("XkNote", tail)))
    return kept, package.pack(body, title, pictures.parts)


def _different(sources: Sequence[ItemSource], data: bytes, losses: Losses) -> set[str]:
    """Read the document as an import would; name the items that do not come back the same."""
    if not sources:
        return set()
    entries = {one.where: one for one in docx.read(data, "") if not isinstance(one, Remark)}
    found: set[str] = set()
    for place, source in enumerate(sources, start=1):
        entry = entries.get(f":{place}")
        if isinstance(entry, Found) and not residue(source.content, entry.content):
            continue
        losses.omit(source, entry.reason if isinstance(entry, Refused) else NOT_BACK)
        found.add(source.code)
    return found


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
