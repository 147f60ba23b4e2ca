"""The size of a picture, from its own bytes."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engines.items.pictures import size_of

JPEG = (
    b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08" + struct.pack(">HH", 100, 200) + b"\x03" * 9
)
PICTURES = {
    "png": b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + struct.pack(">II", 200, 100),
    "gif": b"GIF89a" + struct.pack("<HH", 200, 100),
    "jpeg": JPEG,
    "webp": b"RIFF0000WEBPVP8X" + b"\x0a\0\0\0" + b"\0\0\0\0" + b"\xc7\0\0" + b"\x63\0\0",
    "svg by its box": b'<svg xmlns="x" viewBox="0 0 200 100.4">',
    "svg by its sides": b"<svg width='200px' height=\"100\">",
}


@pytest.mark.parametrize("name", PICTURES)
def test_it_is_read(name: str) -> None:
    assert size_of(PICTURES[name]) == (200, 100)


@pytest.mark.parametrize("name", PICTURES)
@given(cut=st.integers(0, 40))
def test_a_cut_file_is_no_error(name: str, cut: int) -> None:
    found = size_of(PICTURES[name][:cut])
    assert found is None or min(found) >= 0


@given(st.binary(max_size=60))
def test_any_bytes_are_no_error(data: bytes) -> None:
    for head in (b"", b"\x89PNG", b"\xff\xd8", b"GIF8", b"RIFF0000WEBP", b"<svg "):
        found = size_of(head + data)
        assert found is None or min(found) >= 0
