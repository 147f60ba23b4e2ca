"""Signatures by which anyone can tell that a text came from this installation: Ed25519."""

from __future__ import annotations

from functools import lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


@lru_cache(maxsize=4)
def _private(secret: bytes) -> Ed25519PrivateKey:
    """Return the key of a secret: making it costs more than signing with it."""
    return Ed25519PrivateKey.from_private_bytes(secret)


def verifying_key(secret: bytes) -> bytes:
    """Return the 32 public bytes that belong to 32 secret ones."""
    return _private(secret).public_key().public_bytes_raw()


def sign(text: bytes, secret: bytes) -> bytes:
    """Return the 64 bytes of a signature; the same text always gives the same."""
    return _private(secret).sign(text)


def is_signed(text: bytes, signature: bytes, key: bytes) -> bool:
    """Whether the signature is that of the text by the owner of the public key."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, text)
    except (InvalidSignature, ValueError):
        return False
    return True
