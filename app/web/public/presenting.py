"""What the verification page says, chosen from the verdict."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from flask_babel import format_date
from flask_babel import gettext as _

from app.domain.certificates.models import Certificate
from app.domain.certificates.rules import (
    GRADE_NAMES,
    STATE_NAMES,
    Check,
    State,
    Verdict,
    Verification,
)
from app.kernel.text import Message
from app.web.display import day_short, local, moment
from app.web.i18n import translate

COLORS = {
    Verdict.VALID: "ok",
    Verdict.EXPIRED: "warn",
    Verdict.SUSPENDED: "warn",
}
SYMBOLS = {"ok": "check", "warn": "warn", "bad": "stop"}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was tested: how it came out, and the words for it."""

    kind: str
    title: str
    text: str

    @property
    def symbol(self) -> str:
        """The icon that says the same as the colour."""
        return SYMBOLS.get(self.kind, "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """A verified certificate in words."""

    certificate: Certificate
    found: Verification
    at: datetime

    @property
    def kind(self) -> str:
        """ok, warn or bad."""
        return COLORS.get(self.found.verdict, "bad")

    @property
    def symbol(self) -> str:
        """The icon of the verdict."""
        return SYMBOLS[self.kind]

    @property
    def title(self) -> str:
        """The verdict."""
        state = translate(STATE_NAMES[self.found.state])
        return {
            Verdict.VALID: _("The certificate is valid"),
            Verdict.EXPIRED: _("The certificate has expired"),
            Verdict.SUSPENDED: _("The certificate is suspended"),
            Verdict.ENDED: _("The certificate is no longer valid: %(state)s", state=state),
            Verdict.MISMATCH: _("The check code does not fit this number"),
            Verdict.ALTERED: _("This file is not the one that was issued"),
        }[self.found.verdict]

    @property
    def text(self) -> str:
        """What it means, in one sentence."""
        since = day_short(self.certificate.state_since or self.certificate.valid_until)
        return {
            Verdict.VALID: _("Issued here, not revoked, within its period of validity."),
            Verdict.EXPIRED: _(
                "It was earned as shown below; its period of validity ended on %(day)s.", day=since
            ),
            Verdict.SUSPENDED: _("It does not count as evidence since %(day)s.", day=since),
            Verdict.ENDED: _("It does not count as evidence since %(day)s.", day=since),
            Verdict.MISMATCH: _(
                "What lies before you may be forged. Compare it with what was certified below."
            ),
            Verdict.ALTERED: _(
                "It was changed or belongs to another certificate. Only what is shown below counts."
            ),
        }[self.found.verdict]

    @property
    def checked_at(self) -> str:
        """When this was found."""
        return moment(self.at)

    @property
    def grade(self) -> Message:
        """The grade by name."""
        return GRADE_NAMES[self.certificate.grade]

    @property
    def statement(self) -> dict[str, str]:
        """What the sentence on the paper names."""
        facts = self.certificate.facts
        return {
            "id": facts["id_masked"],
            "day": format_date(date.fromisoformat(facts["taken_on"]), "long"),
            "exam": facts["exam_title"],
            "points": f"{float(facts['total']):g}",
            "grade": translate(self.grade),
            "standard": facts["standard"],
        }

    @property
    def lines(self) -> list[Line]:
        """What was tested, one by one."""
        return [self._state_line(), self._validity_line(), self._code_line(), self._file_line()]

    def _state_line(self) -> Line:
        state = self.certificate.state
        if state is State.VALID:
            return Line("ok", _("Not revoked"), _("According to the register of this moment"))
        kind = "warn" if state is State.SUSPENDED else "bad"
        since = _("Since %(day)s", day=day_short(self.certificate.state_since))
        return Line(kind, translate(STATE_NAMES[state]), since)

    def _validity_line(self) -> Line:
        until = self.certificate.valid_until
        if until is None:
            return Line("ok", _("Within its period of validity"), _("Valid for ever"))
        text = _("Last day: %(day)s", day=day_short(until))
        if local(self.at).date() > until:
            return Line("warn", _("Period of validity over"), text)
        return Line("ok", _("Within its period of validity"), text)

    def _code_line(self) -> Line:
        return {
            Check.PASSED: Line("ok", _("Check code fits"), self.certificate.check_code),
            Check.FAILED: Line(
                "bad",
                _("Check code does not fit"),
                _("The register holds another code for this number."),
            ),
            Check.SKIPPED: Line(
                "", _("Check code not compared"), _("Scan the QR code of the certificate.")
            ),
        }[self.found.code]

    def _file_line(self) -> Line:
        return {
            Check.PASSED: Line(
                "ok", _("PDF file unchanged"), _("Byte for byte the file that was issued.")
            ),
            Check.FAILED: Line(
                "bad", _("PDF file differs"), _("Not the file that was issued under this number.")
            ),
            Check.SKIPPED: Line(
                "", _("PDF file not compared"), _("Choose the file below. It is not kept.")
            ),
        }[self.found.file]
