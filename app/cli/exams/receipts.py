"""`flask exams verify-receipt`: what a receipt is worth, also on a machine without the data."""

from __future__ import annotations

import json
from pathlib import Path

import click

from app.cli.exams.group import cli
from app.domain.exams import queries, receipts
from app.domain.exams.receipt_store import signing_key
from app.domain.exams.receipts import Checked, Signed, Standing
from app.engines import sealing
from app.kernel.errors import InvalidError
from app.web.i18n import translate
from app.web.unit_of_work import read_session

WORDS = {
    Standing.CURRENT: "genuine; it holds",
    Standing.REPLACED: "genuine, but a later receipt holds",
    Standing.REOPENED: "genuine, but the exam was opened again",
    Standing.UNKNOWN: "genuine, but the register does not have it",
    Standing.FORGED: "NOT SIGNED HERE",
}


@cli.command("verify-receipt")
@click.argument("receipt")
@click.option("--key", default="", help="Public key in hex: check the signature only, by this key.")
@click.option("--json", "as_json", is_flag=True, help="One object.")
def verify_receipt(receipt: str, key: str, as_json: bool) -> None:  # noqa: FBT001
    """Check RECEIPT: a downloaded file, the text of a QR code, or the address in it."""
    path = Path(receipt)
    is_file = len(receipt) < 255 and path.is_file()  # noqa: PLR2004 - longer is no file name
    try:
        signed = receipts.read(path.read_text("utf-8") if is_file else receipt)
    except (InvalidError, UnicodeDecodeError) as error:
        raise click.ClickException(translate(receipts.STRANGE)) from error
    checked = _by_key(signed, key) if key else queries.check_receipt(read_session(), signed)
    click.echo(json.dumps(_facts(checked)) if as_json else _words(checked))
    if checked.standing is Standing.FORGED or checked.is_same is False:
        raise click.ClickException("this receipt does not hold")


@cli.command("receipt-key")
def receipt_key() -> None:
    """Print the public key of receipts, for checking them elsewhere."""
    click.echo(signing_key().hex())


def _by_key(signed: Signed, key: str) -> Checked:
    try:
        raw = bytes.fromhex(key)
    except ValueError as error:
        raise click.ClickException("the key is not hexadecimal") from error
    is_genuine = sealing.is_signed(signed.text.encode(), signed.signature, raw)
    return Checked(signed, Standing.UNKNOWN if is_genuine else Standing.FORGED)


def _facts(checked: Checked) -> dict[str, object]:
    found = checked.signed.receipt
    return {
        "standing": checked.standing.value,
        "stored_answers_same": checked.is_same,
        "exam": found.exam,
        "ticket": found.ticket,
        "number": found.number,
        "answered": found.answered,
        "items": found.items,
        "at": found.at.isoformat(),
        "by": found.by.value,
        "answers": found.answers,
        "journal": found.journal,
    }


def _words(checked: Checked) -> str:
    found = checked.signed.receipt
    same = {True: "the stored answers are the same", False: "THE STORED ANSWERS DIFFER", None: ""}
    lines = [
        f"{WORDS[checked.standing]}",
        f"exam {found.exam}, ticket {found.ticket}, receipt no. {found.number}",
        f"{found.answered} of {found.items} answered, {found.at.isoformat()}, by {found.by.value}",
        same[checked.is_same],
    ]
    return "\n".join(line for line in lines if line)
