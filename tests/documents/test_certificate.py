from __future__ import annotations

import io
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from app.documents import certificate
from app.documents.certificate import Section
from app.documents.fonts import MissingGlyphError
from app.kernel.tier import Tier
from tests.documents.pdfs import fonts_of, text_of
from tests.factories.documents import RARE_NAME, certificate_facts

UNDRAWABLE = "\U000323af"  # extension H, in none of the fonts


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return certificate.render(certificate_facts())


def test_it_is_one_landscape_a4_page(pdf: bytes) -> None:
    (page,) = PdfReader(io.BytesIO(pdf)).pages
    assert (round(page.mediabox.width), round(page.mediabox.height)) == (842, 595)


def test_rare_names_copy_out_as_they_were_typed(pdf: bytes) -> None:
    assert RARE_NAME in text_of(pdf)
    assert RARE_NAME in PdfReader(io.BytesIO(pdf)).pages[0].extract_text()


def test_characters_beyond_the_first_face_copy_out_too() -> None:
    text = text_of(certificate.render(certificate_facts(full_name="𠮷𰻞", org_name="𪚥𤭢局")))
    assert "𠮷𰻞同志" in text
    assert "𪚥𤭢局" in text


def test_every_fact_is_on_the_page(pdf: bytes) -> None:
    text = text_of(pdf)
    for fact in (
        "合格证书", "一般应用层（一级）", "总成绩87.5分", "等次为良好", "4401**********1234",
        "广州市荔湾区政务服务和数据管理局", "于2026年11月15日参加", "4400-2026-1-000123-C",
        "7F3K-9QXM-2PLT", "2031年11月22日", "二〇二六年十一月二十三日", "上机操作", "88.5",
    ):  # fmt: skip
        assert fact in text, fact


def test_the_same_facts_give_the_same_bytes(pdf: bytes) -> None:
    assert certificate.render(certificate_facts()) == pdf
    assert certificate.render(certificate_facts(full_name="李明")) != pdf


def test_all_fonts_are_embedded_subsets(pdf: bytes) -> None:
    fonts = fonts_of(pdf)
    assert len(fonts) >= 3
    for font in fonts:
        assert font["/BaseFont"][7] == "+"
        assert len(font["/FontDescriptor"]["/FontFile2"].get_data()) > 1_000


def test_the_file_is_small_and_says_what_it_is(pdf: bytes) -> None:
    assert len(pdf) < 100_000
    about = PdfReader(io.BytesIO(pdf)).metadata
    assert about is not None
    assert about.title == f"合格证书 {RARE_NAME} 4400-2026-1-000123-C"
    assert about.author == "广东省人力资源和社会保障厅"
    assert "良好" in (about.subject or "")
    assert str(about["/CreationDate"]) == "D:20261123000000+08'00'"


def test_it_carries_archival_metadata_that_agrees_with_the_file(pdf: bytes) -> None:
    root = PdfReader(io.BytesIO(pdf)).trailer["/Root"]
    xmp = root["/Metadata"].get_data().decode()  # type: ignore[index]
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert RARE_NAME in xmp
    assert root["/OutputIntents"][0]["/DestOutputProfile"].get_data()[36:40] == b"acsp"  # type: ignore[index]


def test_a_name_that_cannot_be_printed_is_refused_by_character() -> None:
    with pytest.raises(MissingGlyphError) as refusal:
        certificate.render(certificate_facts(full_name=f"张{UNDRAWABLE}"))
    assert refusal.value.characters == (UNDRAWABLE,)
    assert "U+323AF" in str(refusal.value)


@pytest.mark.parametrize("hidden", ["\u200b", "\x07", "\ue000"])
def test_a_character_one_cannot_see_is_refused_too(hidden: str) -> None:
    with pytest.raises(MissingGlyphError):
        certificate.render(certificate_facts(full_name=f"张{hidden}三"))


@pytest.mark.parametrize(
    "changed",
    [
        {"full_name": "阿卜杜热合曼·阿卜杜萨拉木·" * 4, "issuer": "广东省" * 20},
        {"org_name": "某某单位" * 40, "exam_title": "公务员计算机应用水平考核" * 8},
        {"sections": tuple(Section("某个部分的名称", Decimal(n)) for n in range(6))},
        {"sections": (), "valid_until": None, "tier": Tier.LEAD, "grade": "EXCELLENT"},
    ],
)
def test_long_and_missing_facts_stay_on_one_page(changed: dict[str, object]) -> None:
    data = certificate.render(certificate_facts(**changed))
    assert len(PdfReader(io.BytesIO(data)).pages) == 1


def test_a_failed_page_does_not_spoil_the_next(pdf: bytes) -> None:
    with pytest.raises(MissingGlyphError):
        certificate.render(certificate_facts(full_name=UNDRAWABLE))
    assert certificate.render(certificate_facts()) == pdf


def test_text_of_a_person_is_never_read_as_markup() -> None:
    data = certificate.render(certificate_facts(org_name="<b>某</b>&局{tier}%(x)s"))
    assert "<b>某</b>&局{tier}%(x)s" in text_of(data)


def test_dates_are_those_of_the_facts() -> None:
    text = text_of(certificate.render(certificate_facts(issued_on=date(2030, 10, 20))))
    assert "二〇三〇年十月二十日" in text
