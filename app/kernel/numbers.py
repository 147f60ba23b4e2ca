"""The numbers this platform gives out: certificates and admission tickets (domain.md 6.3).

Both end in a check character, so that a slip of the finger is told apart from a forgery.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.kernel.checkdigit import mod_11_10, mod_37_36, tidy
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import Message, msg
from app.kernel.tier import Tier

TIER_DIGITS = {Tier.USER: 1, Tier.MGMT: 2, Tier.LEAD: 3, Tier.TECH: 4}
TIERS = {digit: tier for tier, digit in TIER_DIGITS.items()}
CERTIFICATE = re.compile(r"([0-9A-Z]{2,8})-?(\d{4})-?([1-4])-?(\d{6})-?([0-9A-Z])")
ISSUER = re.compile(r"[0-9A-Z]{2,8}")
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58", "-"))
LAST_SERIAL = 999_999
TICKET = re.compile(r"(\d{4})(\d{4})(\d{2})([1-4])(\d{2})(\d{2})(\d{2})(\d)")


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """`issuer-year-tier-serial-check`, such as 4400-2026-1-000123-C."""

    issuer: str
    year: int
    tier: Tier
    serial: int

    def __post_init__(self) -> None:
        if not ISSUER.fullmatch(self.issuer):
            raise ValueError("the issuer code is 2 to 8 digits or capital letters")
        if not 1 <= self.serial <= LAST_SERIAL:
            raise ValueError("the serial number is outside 1 to 999999")

    def __str__(self) -> str:
        parts = (self.issuer, f"{self.year:04d}", str(TIER_DIGITS[self.tier]), f"{self.serial:06d}")
        return "-".join((*parts, mod_37_36("".join(parts))))


def read_certificate_number(text: str) -> CertificateNumber:
    """Read a number as people type it: any dashes or none, full width, small letters.

    Raises InvalidError that says whether the shape or the check character is wrong.
    """
    typed = tidy(text).translate(DASHES)
    match = CERTIFICATE.fullmatch(typed)
    if match is None:
        raise _invalid(
            "number",
            msg("This is not a certificate number."),
            msg("It looks like 4400-2026-1-000123-C and stands at the lower left."),
        )
    issuer, year, digit, serial, check = match.groups()
    if mod_37_36(issuer + year + digit + serial) != check or int(serial) == 0:
        raise _invalid(
            "number",
            msg("The last character does not fit the number."),
            msg("A character is mistyped: compare it with the certificate and enter it again."),
        )
    return CertificateNumber(issuer, int(year), TIERS[int(digit)], int(serial))


@dataclass(frozen=True, slots=True)
class TicketNumber:
    """Eighteen digits: year, area (4), plan (2), tier, site (2), room (2), seat (2), check."""

    year: int
    area: str
    plan: int
    tier: Tier
    site: int
    room: int
    seat: int

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\d{4}", self.area):
            raise ValueError("the area code has four digits")
        if not all(0 <= part <= 99 for part in (self.plan, self.site, self.room, self.seat)):  # noqa: PLR2004 - two digits
            raise ValueError("plan, site, room and seat have two digits each")

    def __str__(self) -> str:
        head = f"{self.year:04d}{self.area}{self.plan:02d}{TIER_DIGITS[self.tier]}"
        body = f"{head}{self.site:02d}{self.room:02d}{self.seat:02d}"
        return body + mod_11_10(body)


def read_ticket_number(text: str) -> TicketNumber:
    """Read a ticket number as people type it; raises InvalidError that says what is wrong."""
    typed = tidy(text).replace("-", "")
    match = TICKET.fullmatch(typed)
    if match is None:
        raise _invalid(
            "ticket_number",
            msg("This is not an admission ticket number."),
            msg("It has 18 digits and stands on the admission ticket."),
        )
    if mod_11_10(typed[:-1]) != typed[-1]:
        raise _invalid(
            "ticket_number",
            msg("The last digit does not fit the ticket number."),
            msg("A digit is mistyped: compare it with the ticket and enter it again."),
        )
    year, area, plan, digit, site, room, seat, _ = match.groups()
    return TicketNumber(
        year=int(year), area=area, plan=int(plan), tier=TIERS[int(digit)], site=int(site),
        room=int(room), seat=int(seat),
    )  # fmt: skip


def _invalid(where: str, reason: Message, cure: Message) -> InvalidError:
    return InvalidError([Problem(where, reason, cure)])
