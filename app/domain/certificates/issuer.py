"""Who issues: the settings of this installation, set once at start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.kernel.numbers import ISSUER


@dataclass(frozen=True, slots=True)
class Issuer:
    """`code` begins every number; `years` of validity, 0 for ever; `public_url` without a slash."""

    code: str = "4400"
    name: str = ""
    standard: str = ""
    years: int = 5
    public_url: str = ""
    zone: str = "Asia/Shanghai"

    def __post_init__(self) -> None:
        if not ISSUER.fullmatch(self.code):
            raise ValueError(f"the issuer code {self.code!r} is not 2 to 8 digits or capitals")

    def day(self, moment: datetime) -> date:
        """Return the calendar day of an instant where the issuer sits."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    @property
    def verify_address(self) -> str:
        """Where anyone may check a certificate."""
        return f"{self.public_url}/verify"


class _Current:
    issuer = Issuer()


def use(issuer: Issuer) -> None:
    """Issue in this name from now on."""
    _Current.issuer = issuer


def current() -> Issuer:
    """Return who issues."""
    return _Current.issuer
