"""Fields that must not stand in clear in a database dump (domain.md 3.1: ID numbers, phones).

SM4-GCM with a key derived from the field key of the installation. A pure-software module is not a
certified cryptographic product; production under 密评 needs one behind this seam.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

NONCE = 12
TAG = 16


class FieldKey:
    """The key of this process; set once at start, before any table is read."""

    _key: bytes | None = None

    @classmethod
    def set(cls, secret: str) -> None:
        """Derive the field key from the installation's secret."""
        cls._key = hashlib.pbkdf2_hmac("sha256", secret.encode(), b"xuekao-field-key", 50_000, 48)

    @classmethod
    def cipher(cls) -> bytes:
        """Return the 16 bytes that encrypt."""
        return cls._bytes()[:16]

    @classmethod
    def index(cls) -> bytes:
        """Return the 32 bytes that make blind indexes."""
        return cls._bytes()[16:]

    @classmethod
    def _bytes(cls) -> bytes:
        if cls._key is None:
            raise RuntimeError("the field key is not set")
        return cls._key


def purpose_key(purpose: str) -> bytes:
    """Return a key of this installation for one purpose, such as the marks of practicals."""
    return hmac.new(FieldKey.index(), f"purpose:{purpose}".encode(), hashlib.sha256).digest()


MARKS = "practical-marks"
"""The purpose of the key that signs the marks in the files of practicals."""


def encrypt(plain: str) -> str:
    """Encrypt one field value; the same text never gives the same bytes twice."""
    nonce = os.urandom(NONCE)
    worker = Cipher(algorithms.SM4(FieldKey.cipher()), modes.GCM(nonce)).encryptor()
    sealed = worker.update(plain.encode()) + worker.finalize()
    return base64.b64encode(nonce + worker.tag + sealed).decode()


def decrypt(stored: str) -> str:
    """Give back the text; raises InvalidTag if the stored value was altered."""
    raw = base64.b64decode(stored)
    nonce, tag, sealed = raw[:NONCE], raw[NONCE : NONCE + TAG], raw[NONCE + TAG :]
    worker = Cipher(algorithms.SM4(FieldKey.cipher()), modes.GCM(nonce, tag)).decryptor()
    return (worker.update(sealed) + worker.finalize()).decode()


def blind_index(plain: str) -> str:
    """Return a keyed digest for equality look-ups and unique constraints."""
    return hmac.new(FieldKey.index(), plain.encode(), hashlib.sha256).hexdigest()


class EncryptedText(TypeDecorator[str]):
    """A text column that is encrypted at rest."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt on the way in."""
        del dialect
        return None if value is None else encrypt(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Decrypt on the way out."""
        del dialect
        return None if value is None else decrypt(value)
