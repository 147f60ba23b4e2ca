from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from app.domain.certificates.issuer import Issuer


def test_a_code_that_cannot_stand_in_a_number_stops_the_start() -> None:
    with pytest.raises(ValueError, match="issuer code"):
        Issuer(code="粤")


def test_the_day_is_that_of_the_issuer() -> None:
    assert Issuer().day(datetime(2026, 12, 31, 16, 0, tzinfo=UTC)) == date(2027, 1, 1)
