"""The secrecy label in files: read in the words people use, state secrets refused."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.engines.bankfiles import Secrecy, interchange, read_items, write_items
from app.engines.bankfiles.interchange import export, said_secrecy
from app.reports import bankfiles
from tests.factories.bank import make_source

TABLE = "题干,选项A,选项B,答案,密级\n甲是？,a,b,A,{label}\n"
TEXT = "{head}1. 甲是？\nA. a\nB. b\n答案：A\n{label}"


@pytest.mark.parametrize(
    ("word", "label"),
    [
        ("公开", Secrecy.PUBLIC),
        ("内部", Secrecy.INTERNAL),
        ("启用前", Secrecy.RESTRICTED),
        ("启用前保密", Secrecy.RESTRICTED),
        ("工作秘密", Secrecy.RESTRICTED),
        ("Restricted", Secrecy.RESTRICTED),
    ],
)
def test_labels_are_read_from_tables_and_from_exam_text(word: str, label: Secrecy) -> None:
    for name, text in (
        ("a.csv", TABLE.format(label=word)),
        ("a.txt", TEXT.format(head="", label=f"密级：{word}\n")),
    ):
        (found,) = interchange.read(text.encode(), name).items
        assert said_secrecy(found) is label


@pytest.mark.parametrize("word", ["绝密", "机密★启用前", "秘密", "Top Secret", "一级"])
def test_state_secrets_and_unknown_labels_are_refused(word: str) -> None:
    result = interchange.read(TABLE.format(label=word).encode(), "a.csv")
    assert not result.items
    reason = str(result.refused[0].reason)
    assert ("state secret" in reason) != (word == "一级")


def test_a_silent_file_says_nothing() -> None:
    (found,) = interchange.read(TABLE.format(label="").encode(), "a.csv").items
    assert said_secrecy(found) is None


def test_the_mark_at_the_head_of_a_paper_is_named() -> None:
    head = "绝密★启用前\n2026年模拟考试\n"
    result = interchange.read(TEXT.format(head=head, label="").encode(), "a.txt")
    assert "绝密★启用前" in str(result.remarks[0].reason)
    assert len(result.items) == 1


def test_the_label_is_no_part_of_the_digest() -> None:
    source = make_source()
    assert {replace(source, secrecy=label).digest for label in Secrecy} == {source.digest}


def test_item_files_name_only_labels_that_are_not_the_usual_one() -> None:
    usual, strict = make_source("A1"), make_source("A2")
    text = write_items([usual, replace(strict, secrecy=Secrecy.RESTRICTED)])
    assert text.count("secrecy:") == 1
    again, problems = read_items(text, "x")
    assert not problems
    assert [one.secrecy for one in again] == [Secrecy.INTERNAL, Secrecy.RESTRICTED]
    _, problems = read_items(text.replace("restricted", "机密"), "x")
    assert "public, internal, restricted" in str(problems[0].reason)


def test_a_document_with_restricted_items_says_so_in_its_title() -> None:
    strict = replace(make_source(), secrecy=Secrecy.RESTRICTED)
    made = bankfiles.write([strict], interchange.Format.DOCX, title="题库")
    assert "注意保管".encode() in _document(made)
    usual = bankfiles.write([make_source()], interchange.Format.DOCX, title="题库")
    assert "注意保管".encode() not in _document(usual)


def _document(made: export.Written) -> bytes:
    return interchange.guard.Archive(made.data, made.name).read("word/document.xml")
