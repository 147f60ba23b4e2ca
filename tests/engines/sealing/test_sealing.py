from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines import sealing

VECTORS = json.loads((Path(__file__).parent / "vectors.json").read_text(encoding="utf-8"))
SECRET = bytes(range(1, 33))


@pytest.mark.parametrize("vector", VECTORS["envelopes"])
def test_what_the_browser_closed_is_opened_here(vector: dict[str, str]) -> None:
    raw = {name: bytes.fromhex(digits) for name, digits in vector.items()}
    assert sealing.public_key(raw["secret"]) == raw["key"]
    assert sealing.open_envelope(raw["sealed"], raw["secret"], raw["about"]) == raw["plain"]


@given(st.binary(max_size=300), st.binary(max_size=40), st.data())
def test_one_changed_byte_keeps_an_envelope_shut(
    plain: bytes, about: bytes, data: st.DataObject
) -> None:
    sealed = sealing.seal(plain, sealing.public_key(SECRET), about)
    assert sealing.open_envelope(sealed, SECRET, about) == plain
    place = data.draw(st.integers(0, len(sealed) - 1))
    flip = 1 << data.draw(st.integers(0, 6))  # X25519 ignores the highest bit of its last byte
    altered = sealed[:place] + bytes([sealed[place] ^ flip]) + sealed[place + 1 :]
    with pytest.raises(sealing.SealedError):
        sealing.open_envelope(altered, SECRET, about)


@pytest.mark.parametrize(
    ("secret", "about", "cut"),
    [(bytes(32), b"exam", None), (SECRET, b"another exam", None), (SECRET, b"exam", 20)],
)
def test_an_envelope_opens_for_its_key_and_purpose_only(
    secret: bytes, about: bytes, cut: int | None
) -> None:
    sealed = sealing.seal(b"answers", sealing.public_key(SECRET), b"exam")
    with pytest.raises(sealing.SealedError):
        sealing.open_envelope(sealed[:cut], secret, about)


@given(st.binary(max_size=200), st.integers(0, 511))
def test_a_signature_fits_one_text_and_one_key(text: bytes, bit: int) -> None:
    key, signature = sealing.verifying_key(SECRET), sealing.sign(text, SECRET)
    assert sealing.is_signed(text, signature, key)
    assert not sealing.is_signed(text + b"x", signature, key)
    assert not sealing.is_signed(text, signature, sealing.verifying_key(bytes(32)))
    altered = bytearray(signature)
    altered[bit // 8] ^= 1 << bit % 8
    assert not sealing.is_signed(text, bytes(altered), key)
    assert not sealing.is_signed(text, b"", key)
