"""Anyone who is shown a receipt can check it here; nothing but the receipt itself is told."""

from __future__ import annotations

from dataclasses import dataclass

from flask import make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from app.domain.exams import queries, receipts
from app.domain.exams.receipt_store import signing_key
from app.domain.exams.receipts import Checked, Standing
from app.domain.exams.rules import SubmittedBy
from app.kernel.errors import InvalidError
from app.web.access import public
from app.web.display import moment
from app.web.extensions import limiter
from app.web.forms import TokenForm, require_token
from app.web.i18n import translate
from app.web.public import bp
from app.web.public.presenting import SYMBOLS, Line
from app.web.unit_of_work import read_session

RATE = "60 per minute"
MOST_BYTES = 8_000


@dataclass(frozen=True, slots=True)
class ReceiptFinding:
    """A receipt that was checked, in words."""

    checked: Checked

    @property
    def kind(self) -> str:
        """ok, warn or bad."""
        if self.checked.is_same is False or self.checked.standing is Standing.FORGED:
            return "bad"
        return "ok" if self.checked.standing is Standing.CURRENT else "warn"

    @property
    def symbol(self) -> str:
        """The icon of the verdict."""
        return SYMBOLS[self.kind]

    @property
    def title(self) -> str:
        """The verdict."""
        if self.checked.is_same is False:
            return _("The receipt is genuine, but what is stored today is something else")
        return {
            Standing.CURRENT: _("The receipt is genuine and holds"),
            Standing.REPLACED: _("The receipt is genuine, but a later one holds"),
            Standing.REOPENED: _("The receipt is genuine, but the exam was opened again"),
            Standing.UNKNOWN: _("The receipt is genuine, but the register does not have it"),
            Standing.FORGED: _("This receipt was not signed here"),
        }[self.checked.standing]

    @property
    def text(self) -> str:
        """What it means, in one sentence."""
        if self.checked.is_same is False:
            return _("Please turn to the authority that held the exam with this receipt.")
        number, at = self.checked.latest or (0, self.checked.signed.receipt.at)
        return {
            Standing.CURRENT: _("The answers that are stored today are those of the receipt."),
            Standing.REPLACED: _(
                "The sitting was sealed again: receipt no. %(n)s of %(at)s holds.",
                n=number,
                at=moment(at),
            ),
            Standing.REOPENED: _("The sitting has not been handed in again yet."),
            Standing.UNKNOWN: _(
                "The data may have been restored from an older backup. The receipt proves what"
                " was handed in."
            ),
            Standing.FORGED: _("It was altered, or comes from another installation."),
        }[self.checked.standing]

    @property
    def by(self) -> str:
        """Who handed in."""
        return {
            SubmittedBy.CANDIDATE: _("by the candidate"),
            SubmittedBy.TIME: _("by itself when the time was over"),
            SubmittedBy.INVIGILATOR: _("by the invigilator"),
        }[self.checked.signed.receipt.by]

    @property
    def lines(self) -> list[Line]:
        """What was tested, one by one."""
        if self.checked.standing is Standing.FORGED:
            return [Line("bad", _("Signature does not fit"), _("Ed25519, key of this platform"))]
        same = {
            True: Line("ok", _("Stored answers unchanged"), _("Both digests were computed anew.")),
            False: Line("bad", _("Stored answers differ"), _("Both digests were computed anew.")),
            None: Line("", _("Stored answers not compared"), _("Only the latest receipt is.")),
        }[self.checked.is_same]
        signature = Line("ok", _("Signature fits"), _("Ed25519, key of this platform"))
        return [signature, same]


@bp.get("/verify/receipt")
@limiter.limit(RATE)
@public
def verify_receipt() -> BaseResponse:
    """Ask for a receipt, or check the one in the address, as a QR code brings it."""
    word = request.args.get("r", "")
    return _answer(word) if word else _page(None, "", 200)


@bp.post("/verify/receipt")
@limiter.limit(RATE)
@public
def verify_receipt_file() -> BaseResponse:
    """Check the file or the text of a receipt; neither is kept."""
    require_token()
    file = request.files.get("file")
    raw = file.stream.read(MOST_BYTES) if file and file.filename else b""
    text = raw.decode("utf-8", "replace") or request.form.get("text", "")[:MOST_BYTES]
    return _answer(text)


def _answer(text: str) -> BaseResponse:
    try:
        signed = receipts.read(text)
    except InvalidError as error:
        problem = error.problems[0]
        cure = translate(problem.cure) if problem.cure else ""
        return _page(None, f"{translate(problem.reason)} {cure}", 422)
    return _page(ReceiptFinding(queries.check_receipt(read_session(), signed)), "", 200)


def _page(finding: ReceiptFinding | None, problem: str, status: int) -> BaseResponse:
    page = render_template(
        "public/receipt.html",
        finding=finding,
        problem=problem,
        form=TokenForm(),
        key=signing_key().hex(),
    )
    response = make_response(page, status)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
