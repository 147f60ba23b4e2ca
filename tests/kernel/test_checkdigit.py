# ruff: noqa: RUF001 - Chinese text and full-width figures are what is tested
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel import checkdigit
from app.kernel.checkdigit import ALPHANUMERIC

DIGITS = st.text("0123456789", min_size=1, max_size=20)
LETTERS = st.text(ALPHANUMERIC, min_size=1, max_size=20)


@pytest.mark.parametrize(
    "number",
    ["11010519491231002X", "１１０１０５１９４９１２３１００２ｘ", " 110105 19491231 002X "],
)
def test_sound_citizen_numbers(number: str) -> None:
    assert checkdigit.id_number_fault(number) is None


@pytest.mark.parametrize(
    ("number", "fault"),
    [
        ("110105194912310021", "last character"),
        ("11010519490230002X", "birth date"),
        ("1101051949123100", "16 characters"),
        ("1.10105E+17", "11 characters"),
        ("A1010519491231002X", "other signs"),
        ("19010519491231002X", "unknown region"),
    ],
)
def test_a_wrong_citizen_number_is_told_why(number: str, fault: str) -> None:
    assert fault in str(checkdigit.id_number_fault(number))


def test_permits_of_hong_kong_macao_and_taiwan_are_accepted() -> None:
    for region in ("810000", "820000", "830000"):
        first = f"{region}19900101001"
        assert checkdigit.is_id_number(first + checkdigit.id_check(first))


def test_what_a_citizen_number_says() -> None:
    assert checkdigit.birth_date("11010519491231002X") == date(1949, 12, 31)
    assert not checkdigit.is_male("11010519491231002X")


@pytest.mark.parametrize("code", ["114400000WTCDKQQ00", "11100000000013338W"])
def test_sound_credit_codes(code: str) -> None:
    assert checkdigit.is_uscc(code)


@pytest.mark.parametrize("code", ["114400000WTCDKQQ01", "11100000000013338I", "", "1144"])
def test_wrong_credit_codes(code: str) -> None:
    assert not checkdigit.is_uscc(code)


def test_published_iso_7064_values() -> None:
    assert checkdigit.mod_11_10("79462") == "3"
    assert checkdigit.mod_37_36("A12425GABC1234002") == "M"


@given(DIGITS, st.data())
def test_one_wrong_digit_is_always_found(digits: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(digits) - 1))
    other = data.draw(st.sampled_from("0123456789").filter(lambda d: d != digits[place]))
    changed = digits[:place] + other + digits[place + 1 :]
    assert checkdigit.mod_11_10(changed) != checkdigit.mod_11_10(digits)


@given(LETTERS, st.data())
def test_one_wrong_character_is_always_found(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from(ALPHANUMERIC).filter(lambda c: c != text[place]))
    changed = text[:place] + other + text[place + 1 :]
    assert checkdigit.mod_37_36(changed) != checkdigit.mod_37_36(text)


@given(st.text(max_size=30))
def test_a_mask_never_shows_more_than_eight_signs(text: str) -> None:
    masked = checkdigit.mask_id(text)
    hidden = masked.count("*")
    assert len(masked) - hidden <= 8 or "*" in text
    assert len(masked) == len(checkdigit.tidy(text))
