"""The signed receipt of a hand-in: what it says, how it is written and read. Pure.

It names nobody: exam, ticket number, counts, time and two digests. A dozen lines of text are what
is signed; text and signature together fit into a QR code.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.domain.exams.rules import SubmittedBy
from app.kernel import strict_json
from app.kernel.errors import InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg

FORMAT = "xuekao-receipt/1"
LINES = 10
LONGEST = 4_000
STRANGE = msg("This is not a receipt of this platform.")
CURE = msg("Scan the QR code, choose the downloaded file, or copy its whole text.")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server had when a sitting was sealed.

    :ivar number: of this sitting, from 1; sealing again makes a new one.
    :ivar answers: digest of the answers that count; `journal` of all events that count, in order.
    """

    exam: str
    ticket: str
    number: int
    answered: int
    items: int
    at: datetime
    by: SubmittedBy
    answers: str
    journal: str

    def text(self) -> str:
        """Return what is signed."""
        return "\n".join(
            [
                FORMAT,
                self.exam,
                self.ticket,
                str(self.number),
                str(self.answered),
                str(self.items),
                self.at.isoformat(timespec="seconds"),
                self.by.value,
                self.answers,
                self.journal,
            ]
        )


@dataclass(frozen=True, slots=True)
class Signed:
    """A receipt with its signature."""

    receipt: Receipt
    text: str
    signature: bytes

    def token(self) -> str:
        """Return text and signature in one word, for addresses and QR codes."""
        return f"{_encode(self.text.encode())}.{_encode(self.signature)}"


def digest_answers(responses: Mapping[int, Mapping[str, Any] | None]) -> str:
    """Return the digest of the answers of a paper; the same answers always give the same.

    >>> one = {"value": "甲"}
    >>> digest_answers({2: None, 1: one}) == digest_answers({1: one, 2: None})
    True
    """
    rows = [[position, responses[position]] for position in sorted(responses)]
    text = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def read(content: str) -> Signed:
    """Read a receipt: the word of its QR code, an address that holds it, or the downloaded file.

    :raises InvalidError: it is none; whether the signature fits is another question.
    """
    word = content.strip()
    try:
        if word.startswith("{"):
            word = strict_json.parse(word)["token"]
        parts = word[:LONGEST].rpartition("r=")[2].split(".")
        text, signature = (_decode(part) for part in parts)
        return Signed(parse(text.decode()), text.decode(), signature)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidError([Problem("receipt", STRANGE, CURE)]) from error


def parse(text: str) -> Receipt:
    """Read the text of a receipt.

    :raises ValueError: it is none.
    """
    parts = text.split("\n")
    if len(parts) != LINES or parts[0] != FORMAT:
        raise ValueError("form")
    return Receipt(
        exam=parts[1],
        ticket=parts[2],
        number=int(parts[3]),
        answered=int(parts[4]),
        items=int(parts[5]),
        at=datetime.fromisoformat(parts[6]),
        by=SubmittedBy(parts[7]),
        answers=parts[8],
        journal=parts[9],
    )


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(word: str) -> bytes:
    try:
        return base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError("base64") from error


class Standing(StrEnum):
    """What a receipt is worth today."""

    CURRENT = "current"
    REPLACED = "replaced"
    """The sitting was sealed again later: late answers were admitted, or it had been reopened."""
    REOPENED = "reopened"
    """The sitting is open again; nothing newer has been handed in."""
    UNKNOWN = "unknown"
    """Signed here, but the register does not have it, as after the restoration of a backup."""
    FORGED = "forged"


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer to somebody who shows a receipt.

    :ivar is_same: whether what is stored today gives the digests of the receipt; None if it was
        replaced or cannot be compared.
    :ivar latest: number and time of the receipt that holds now.
    """

    signed: Signed
    standing: Standing
    is_same: bool | None = None
    latest: tuple[int, datetime] | None = None
