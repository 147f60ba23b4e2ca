"""What leaves the platform sealed or signed: emergency files for one exam, receipts for everyone.

Envelopes are HPKE (RFC 9180) with X25519, HKDF-SHA256 and AES-256-GCM; signatures are Ed25519
(RFC 8032). The keys are made from 32 secret bytes, so that nothing but the installation's field
key has to be kept.
"""

from app.engines.sealing.envelope import SealedError, open_envelope, public_key, seal
from app.engines.sealing.signature import is_signed, sign, verifying_key

__all__ = [
    "SealedError",
    "is_signed",
    "open_envelope",
    "public_key",
    "seal",
    "sign",
    "verifying_key",
]
