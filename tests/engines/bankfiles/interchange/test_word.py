"""A document that went out, was changed in an office program, and comes back."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.engines import items
from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Format, ImportResult, UnreadableError, export
from tests.engines.bankfiles.interchange.test_round_trip import back, source_of

PNG = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGA"
    "hKmMIQAAAABJRU5ErkJggg=="
)
SINGLE: dict[str, Any] = {
    "kind": "single",
    "stem": "公文标题用什么**字体**？",
    "options": {
        "A": {"text": "小标宋", "why": "正确。"},
        "B": {"text": "黑体", "why": "黑体用于一级标题。"},
    },
    "key": "A",
    "explain": "见格式标准。",
}
JUDGE: dict[str, Any] = {
    "kind": "judge",
    "stem": "2 是偶数。",
    "key": True,
    "explain": "能被 2 整除。",
}
RICH: dict[str, Any] = {
    "kind": "multiple",
    "stem": (
        "甲 **乙** ~~丙~~ `丁` *戊*\n第二行\n\n看图：【图2】\n\n"
        "| x | y |\n| --- | --- |\n| 1 | **2** |"
    ),
    "options": {
        "A": {"text": "*a*\nb", "why": "w **x**"},
        "B": {"text": "【图1】", "why": ""},
        "C": {"text": "x < y & z", "why": ""},
    },
    "key": ["A", "C"],
    "scoring": "partial",
    "explain": "一\n\n- 二\n- 三\n\n> 引 $E=mc^2$",
    "figures": {"1": {"data": PNG, "alt": "一幅 <图>"}, "2": {"data": PNG, "alt": "另一幅"}},
}


def made(*contents: dict[str, Any]) -> bytes:
    sources = [source_of(content, f"W-{n}") for n, content in enumerate(contents, start=1)]
    written = export.write(sources, Format.DOCX)
    assert written.omitted == ()
    return written.data


def changed(data: bytes, change: Callable[[str], str], part: str = "word/document.xml") -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, change(text.decode()) if name == part else text)
    return held.getvalue()


def edited(data: bytes, old: str, new: str) -> ImportResult:
    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return interchange.read(changed(data, change), "a.docx")


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def said(result: ImportResult) -> list[str]:
    return [str(one.reason) for one in result.warned]


def test_pictures_tables_and_formats_come_back() -> None:
    data = made(RICH, SINGLE, JUDGE)
    result = interchange.read(data, "a.docx")
    assert [one.content for one in result.items] == [RICH, SINGLE, JUDGE]
    assert said(result) == []


def test_each_item_says_which_version_it_was_written_from() -> None:
    source = source_of(SINGLE, "W-1")
    (found,) = interchange.read(made(SINGLE), "a.docx").items
    assert found.metadata["code"] == "W-1"
    assert source.digest.startswith(found.base)
    assert len(found.base) == 10


def test_what_was_changed_is_changed_and_nothing_else() -> None:
    (found,) = edited(made(SINGLE), "小标宋", "小标宋体").items
    assert found.content["options"]["A"]["text"] == "小标宋体"
    assert {**found.content, "options": 0} == {**SINGLE, "options": 0}


def test_another_option_may_be_typed_under_the_last_one() -> None:
    data = made(SINGLE)
    text = zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml").decode()
    end = text.index("</w:p>", text.index("黑体<")) + len("</w:p>")
    spot = text[end : end + 60]
    (found,) = edited(data, spot, paragraph("C．楷体") + spot).items
    assert found.content["options"]["C"] == {"text": "楷体", "why": ""}


def test_an_option_whose_text_was_deleted_is_gone_and_a_key_without_option_is_refused() -> None:
    three = {**SINGLE, "options": {**SINGLE["options"], "C": {"text": "楷体字", "why": ""}}}
    (found,) = edited(made(three), "楷体字", "").items
    assert set(found.content["options"]) == {"A", "B"}
    result = edited(made(SINGLE), ">A</w:t>", ">D</w:t>")
    assert [one.where for one in result.refused] == ["a.docx:1"]


def test_a_question_written_between_the_items_is_new() -> None:
    new = "".join(map(paragraph, ("3．新题？", "A．甲", "B．乙", "答案：B", "解析：因为。")))
    data = made(SINGLE, JUDGE)
    spot = '<w:p><w:pPr><w:pStyle w:val="XkGap"/></w:pPr></w:p>'
    result = edited(data, spot, spot + new)
    assert [one.metadata.get("code") for one in result.items] == ["W-1", "W-2", None]
    assert result.items[2].content["stem"] == "新题？"
    assert result.items[2].base == ""


def test_an_item_that_was_taken_out_is_named_and_not_deleted() -> None:
    def without_first(text: str) -> str:
        start = text.index('<w:p><w:pPr><w:pStyle w:val="XkStem"/>')
        return (
            text[:start] + text[text.index('<w:p><w:pPr><w:pStyle w:val="XkStem"/>', start + 9) :]
        )

    result = interchange.read(changed(made(SINGLE, JUDGE), without_first), "a.docx")
    assert [one.metadata["code"] for one in result.items] == ["W-2"]
    (problem,) = result.warned
    assert problem.where == "W-1"
    assert "stays in the bank" in str(problem.reason)


def test_comments_and_tracked_changes_are_reported() -> None:
    def change(text: str) -> str:
        text = text.replace(
            "小标宋", "小标宋</w:t></w:r><w:ins><w:r><w:t>体</w:t></w:r></w:ins><w:r><w:t>", 1
        )
        return text.replace(
            "能被 2", '</w:t></w:r><w:commentRangeStart w:id="5"/><w:r><w:t>能被 2', 1
        )

    data = changed(made(SINGLE, JUDGE), change)
    comments = (
        '<w:comments xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        '<w:comment w:id="5" w:author="审题人"><w:p><w:r><w:t>说得太简单。</w:t></w:r></w:p>'
        "</w:comment></w:comments>"
    )
    held = io.BytesIO(data)
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("word/comments.xml", comments)
    result = interchange.read(held.getvalue(), "a.docx")
    assert result.items[0].content["options"]["A"]["text"] == "小标宋体"
    assert "Tracked changes were read as if they had been accepted." in said(result)
    assert "A comment says: 审题人: 说得太简单。" in said(result)


def test_labels_without_tags_are_known_by_their_bookmarks() -> None:
    """LibreOffice 7 forgets tag and title of a control."""

    def forget(text: str) -> str:
        return re.sub(r"<w:(alias|tag|lock) [^>]*>", "", text)

    data = made(RICH, SINGLE, JUDGE)
    result = interchange.read(changed(data, forget), "a.docx")
    assert [one.content for one in result.items] == [RICH, SINGLE, JUDGE]
    assert [one.metadata["code"] for one in result.items] == ["W-1", "W-2", "W-3"]
    assert all(one.base for one in result.items)


def test_labels_without_bookmarks_are_known_by_their_tags() -> None:
    def forget(text: str) -> str:
        return re.sub(r"<w:bookmark(Start|End) [^>]*>", "", text)

    result = interchange.read(changed(made(RICH, JUDGE), forget), "a.docx")
    assert [one.content for one in result.items] == [RICH, JUDGE]


def test_a_template_left_as_it_is_gives_nothing_and_a_changed_sample_is_new() -> None:
    samples = [source_of(SINGLE, ""), source_of(JUDGE, "")]
    data = export.word.template(samples, "模板")
    with pytest.raises(UnreadableError, match="only the samples"):
        interchange.read(data, "a.docx")
    result = edited(data, "2 是偶数。", "4 是偶数。")
    (found,) = result.items
    assert len(result.remarks) == 1
    assert found.content["stem"] == "4 是偶数。"
    assert "code" not in found.metadata


def test_a_damaged_piece_is_refused_with_its_words() -> None:
    number = {"kind": "number", "stem": "多少？", "key": {"value": 12.5}}
    result = edited(made(number, JUDGE), ">12.5<", ">大约十二<")
    assert [one.content for one in result.items] == [JUDGE]
    assert "大约十二" in str(result.refused[0].reason)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_everything_survives_libreoffice(tmp_path: Path) -> None:
    examples = [
        dict(example.content)
        for name, kind in items.KINDS.items()
        for example in kind.EXAMPLES[:2]
        if name not in ("practical", "hotspot")
    ]
    sources = [source_of(one, f"L-{n}") for n, one in enumerate([*examples, RICH, SINGLE, JUDGE])]
    path = tmp_path / "items.docx"
    path.write_bytes(export.write(sources, Format.DOCX).data)
    command = (
        *("soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
        *("--convert-to", "docx", "--outdir", str(tmp_path / "out"), str(path)),
    )
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    result = interchange.read((tmp_path / "out" / "items.docx").read_bytes(), "a.docx")
    assert [one.content for one in result.items] == [one.content for one in sources]
    assert [one.base for one in result.items] == [one.digest[:10] for one in sources]


def test_the_same_items_give_the_same_bytes() -> None:
    assert made(RICH, JUDGE) == made(RICH, JUDGE)


def test_a_code_with_signs_does_no_harm() -> None:
    source = source_of(SINGLE, "W.1_a-b")
    (again,) = back(export.write([source], Format.DOCX))
    assert (again.code, again.digest) == (source.code, source.digest)
