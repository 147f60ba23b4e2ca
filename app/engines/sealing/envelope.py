"""Envelopes that anyone can close and only the holder of the key can open: HPKE, RFC 9180.

The player closes them in plain JavaScript (`frontend/src/player/emergency/hpke.js`), because an
exam room on plain http has no WebCrypto; tests/engines/sealing/vectors.json holds both together.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

_SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class SealedError(ValueError):
    """The envelope was altered, cut off, or closed for another key or another purpose."""


def public_key(secret: bytes) -> bytes:
    """Return the 32 bytes for which others close envelopes.

    :param secret: 32 bytes.
    """
    return X25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def seal(plain: bytes, key: bytes, about: bytes) -> bytes:
    """Close an envelope for a public key; `about` is bound to it and must be known to open it."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(key), info=about)


def open_envelope(sealed: bytes, secret: bytes, about: bytes) -> bytes:
    """Return what is in an envelope.

    :raises SealedError: it cannot be opened as what it claims to be.
    """
    try:
        return _SUITE.decrypt(sealed, X25519PrivateKey.from_private_bytes(secret), info=about)
    except (InvalidTag, ValueError) as error:
        raise SealedError("the envelope cannot be opened") from error
