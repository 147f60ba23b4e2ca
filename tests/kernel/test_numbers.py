# ruff: noqa: RUF001 - Chinese text and full-width figures are what is tested
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.checkdigit import ALPHANUMERIC
from app.kernel.errors import InvalidError
from app.kernel.numbers import (
    CertificateNumber,
    TicketNumber,
    read_certificate_number,
    read_ticket_number,
)  # fmt: skip
from app.kernel.tier import Tier

CERTIFICATES = st.builds(
    CertificateNumber,
    issuer=st.text(ALPHANUMERIC, min_size=2, max_size=8),
    year=st.integers(2003, 2999),
    tier=st.sampled_from(Tier),
    serial=st.integers(1, 999_999),
)
TWO = st.integers(0, 99)
TICKETS = st.builds(
    TicketNumber, year=st.integers(2003, 2999), area=st.text("0123456789", min_size=4, max_size=4),
    plan=TWO, tier=st.sampled_from(Tier), site=TWO, room=TWO, seat=TWO,
)  # fmt: skip


def test_a_certificate_number_looks_like_this() -> None:
    assert str(CertificateNumber("4400", 2026, Tier.USER, 123)) == "4400-2026-1-000123-C"


@given(CERTIFICATES)
def test_a_certificate_number_reads_back(number: CertificateNumber) -> None:
    assert read_certificate_number(str(number)) == number


@pytest.mark.parametrize(
    "dressed", [" 4400 2026 1 000123 c ", "4400—2026—1—000123—Ｃ", "４４００20261000123c"]
)
def test_it_is_read_however_it_is_typed(dressed: str) -> None:
    assert str(read_certificate_number(dressed)) == "4400-2026-1-000123-C"


@given(CERTIFICATES, st.data())
def test_a_slip_of_the_finger_is_found(number: CertificateNumber, data: st.DataObject) -> None:
    text = str(number)
    place = data.draw(st.sampled_from([n for n, c in enumerate(text) if c != "-"]))
    other = data.draw(st.sampled_from(ALPHANUMERIC).filter(lambda c: c != text[place]))
    with pytest.raises(InvalidError):
        read_certificate_number(text[:place] + other + text[place + 1 :])


@pytest.mark.parametrize(
    "text", ["", "4400", "4400-2026-9-000123-C", "x" * 5000, "张三", "4400-2026-1-000123"]
)
def test_what_is_no_number_is_told_how_one_looks(text: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        read_certificate_number(text)
    assert "4400-2026-1-000123-C" in str(refusal.value.problems[0].cure)


@pytest.mark.parametrize("serial", [0, 1_000_000])
def test_a_serial_outside_its_six_digits_is_refused(serial: int) -> None:
    with pytest.raises(ValueError, match="serial"):
        CertificateNumber("4400", 2026, Tier.USER, serial)


@given(TICKETS)
def test_a_ticket_number_has_eighteen_digits_and_reads_back(number: TicketNumber) -> None:
    assert len(str(number)) == 18
    assert read_ticket_number(str(number)) == number


@given(TICKETS, st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_of_a_ticket_is_found(number: TicketNumber, place: int, more: int) -> None:
    text = str(number)
    changed = text[:place] + str((int(text[place]) + more) % 10) + text[place + 1 :]
    with pytest.raises(InvalidError):
        read_ticket_number(changed)
