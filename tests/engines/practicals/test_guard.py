"""Hostile and mistaken uploads are refused fast, with a reason and a cure."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from app.engines.practicals import preflight
from app.engines.practicals.guard import MAX_ENTRIES, MAX_FILE, open_file
from app.engines.practicals.refusals import RefusedError
from tests.factories.practicals import docx, one_check, packed, para, parts_of
from tests.floors import at_most

TASK = one_check({"size": "三号"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + bytes(64)


def changed(**parts: str | bytes) -> bytes:
    names = {"document": "word/document.xml", "rels": "word/_rels/document.xml.rels"}
    made = {names.get(key, key): value for key, value in parts.items()}
    return packed({**parts_of(para("正文")), **made})


def with_type(kind: str) -> bytes:
    parts = parts_of(para("正文"))
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml", kind
    )
    return packed(parts)


def bomb() -> bytes:
    return packed({**parts_of(para("正文")), "word/media/a.xml": b"0" * (64 << 20)})


def lying_size() -> bytes:
    """A part whose directory says it is small and which inflates to something larger."""
    data = bytearray(packed({**parts_of(para("正文")), "word/z.xml": b"<a>" + b" " * 500_000}))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("word/z.xml")
    directory = data.rindex(b"PK\x01\x02", 0, data.rindex(b"word/z.xml"))
    data[directory + 24 : directory + 28] = struct.pack("<I", 100)
    header = info.header_offset
    data[header + 22 : header + 26] = struct.pack("<I", 100)
    return bytes(data)


def encrypted_entry() -> bytes:
    data = bytearray(docx(para("正文")))
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


ENTITY = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
BILLION = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><l>&b;</l>'

HOSTILE = {
    "empty": (b"", "empty"),
    "too big": (b"PK\x03\x04" + bytes(MAX_FILE), "too-big"),
    "old doc": (stream("WordDocument"), "legacy"),
    "old xls": (stream("Workbook"), "wrong-kind"),
    "old ppt": (stream("PowerPoint Document"), "wrong-kind"),
    "password": (stream("EncryptedPackage"), "encrypted"),
    "rtf": (b"{\\rtf1\\ansi}", "other-format"),
    "pdf": (b"%PDF-1.7", "other-format"),
    "text": ("正文".encode(), "other-format"),
    "html": (b"  <html><body>", "other-format"),
    "odt": (packed({"mimetype": "application/vnd.oasis.opendocument.text"}), "opendocument"),
    "zip of files": (packed({"a.txt": "a"}), "other-archive"),
    "cut off": (docx(para("正文"))[:-40], "damaged"),
    "traversal": (packed({**parts_of(para("a")), "../../etc/x.xml": "<a/>"}), "traversal"),
    "backslash traversal": (packed({**parts_of(para("a")), "..\\x.xml": "<a/>"}), "traversal"),
    "absolute": (packed({**parts_of(para("a")), "/etc/x.xml": "<a/>"}), "traversal"),
    "drive": (packed({**parts_of(para("a")), "C:/x.xml": "<a/>"}), "traversal"),
    "bomb": (bomb(), "bomb"),
    "lying size": (lying_size(), "damaged"),
    "encrypted entry": (encrypted_entry(), "encrypted"),
    "entity": (changed(document=ENTITY), "dtd"),
    "billion laughs": (changed(document=BILLION), "dtd"),
    "entity in UTF-16": (changed(document=ENTITY.encode("utf-16")), "dtd"),
    "entity in UTF-16 without mark": (changed(document=ENTITY.encode("utf-16-be")), "dtd"),
    "entity in another part": (packed({**parts_of(para("a")), "x/y.xml": ENTITY}), "dtd"),
    "spreadsheet": (
        with_type("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"),
        "wrong-kind",
    ),
    "no main type": (with_type("application/xml"), "other-archive"),
    "broken xml": (changed(document="<w:document"), "unreadable"),
    "no body": (changed(document=f"<w:document xmlns:w='{'x'}'/>"), "unreadable"),
    "many parts": (
        packed({**parts_of(para("a")), **{f"x{n}.bin": "" for n in range(MAX_ENTRIES)}}),
        "too-many-parts",
    ),
    "endless": (docx("<w:p/>" * 20_001), "too-long"),
    "deep": (changed(document="<a>" * 5000 + "</a>" * 5000), "unreadable"),
}


@pytest.mark.parametrize(("data", "code"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_not_a_word_document_is_refused_with_a_cure(data: bytes, code: str) -> None:
    with at_most(floors=500):
        result = preflight(TASK, data)
    assert not result.ok
    assert result.kind == code
    assert len(result.problems) == 1
    assert result.problems[0].cure


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    data = bomb()
    with at_most(floors=20), pytest.raises(RefusedError):
        open_file(data)


def test_a_good_document_is_opened_whatever_its_name() -> None:
    result = preflight(TASK, docx(para("正文")), name="答案.doc")
    assert result.ok
    assert result.kind == "docx"
    assert [problem.is_error for problem in result.problems] == [False]  # the name is only noted


def test_the_right_name_draws_no_remark() -> None:
    assert preflight(TASK, docx(para("正文")), name="t.docx").problems == ()


def test_macros_and_outside_references_are_noted_not_refused() -> None:
    relation = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://x/attachedTemplate" Target="file:///c:/t.dotm" '
        'TargetMode="External"/><Relationship Id="r2" Type="http://x/hyperlink" '
        'Target="http://example.org" TargetMode="External"/></Relationships>'
    )
    data = packed(
        {
            **parts_of(para("正文")),
            "word/_rels/settings.xml.rels": relation,
            "word/vbaProject.bin": b"x",
            "word/embeddings/a.bin": b"x",
            "word/activeX/a.bin": b"x",
        }
    )
    notes = [str(note) for note in preflight(TASK, data).notes]
    assert len(notes) == 4
    assert any("attachedTemplate" in note for note in notes)
    assert not any("hyperlink" in note for note in notes)


def test_an_empty_document_is_let_through_with_a_warning() -> None:
    result = preflight(TASK, docx(para("")))
    assert result.ok
    assert "no text" in str(result.problems[0].reason)


def test_the_result_can_be_stored() -> None:
    stored = preflight(TASK, b"").to_json()
    assert stored["ok"] is False
    assert stored["problems"][0]["reason"]["msgid"] == "The file is empty."
