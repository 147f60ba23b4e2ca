"""Bytes that are given out before they may be read: AES-256-GCM, the key for each one its own.

A browser opens them with WebCrypto once it has the key, so the cipher is one that WebCrypto has.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.store.crypto import purpose_key

NONCE = 12
PAPERS = "exam-papers"
"""The purpose of the key from which those of prepared papers are derived."""
ORDERS = "exam-orders"
"""The purpose of the key behind the orders of exams without a draw."""


def key_for(purpose: str, name: str) -> bytes:
    """Return the key of one thing; knowing it tells nothing of the others."""
    return hmac.new(purpose_key(purpose), name.encode(), hashlib.sha256).digest()


def seal(key: bytes, data: bytes, *, bound_to: str) -> bytes:
    """Encrypt bytes; they open only under the same name. Nonce first, tag last."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, bound_to.encode())


def open_sealed(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """Give back the bytes; raises InvalidTag if they were altered or belong to another name."""
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], bound_to.encode())
