"""The form of a prepared paper: compressed, then encrypted with a key of its own candidate."""

from __future__ import annotations

import gzip

from app.store import sealing

LEVEL = 6


def paper_key(name: str) -> bytes:
    """Return the key of one candidate's paper; the start of the sitting gives it out.

    :param name: the uuid of the registration.
    """
    return sealing.key_for(sealing.PAPERS, name)


def seal_paper(name: str, data: bytes) -> bytes:
    """Compress and encrypt a paper under the name of its registration."""
    packed = gzip.compress(data, LEVEL, mtime=0)
    return sealing.seal(paper_key(name), packed, bound_to=name)


def open_paper(name: str, body: bytes) -> bytes:
    """Return a prepared paper, still compressed; raises InvalidTag if it was altered."""
    return sealing.open_sealed(paper_key(name), body, bound_to=name)


def lone_seed(name: str) -> int:
    """Return the seed of a candidate whose exam has no draw: nobody chose it, nobody can guess it.

    :param name: the uuid of the registration.
    """
    return int.from_bytes(sealing.key_for(sealing.ORDERS, name)[:4]) >> 1
