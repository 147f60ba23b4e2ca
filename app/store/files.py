"""Files by content: written once under their digest, never changed, never overwritten."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

DIGEST_LENGTH = 64


class FileStore:
    """A directory of files named by the SHA-256 of their bytes; set once at start."""

    _root: Path | None = None

    @classmethod
    def set_root(cls, root: Path) -> None:
        """Say where the files of this installation live."""
        cls._root = root

    @classmethod
    def path(cls, digest: str) -> Path:
        """Return where a file with this digest lies.

        :raises ValueError: this is not a digest.
        """
        if len(digest) != DIGEST_LENGTH or not set(digest) <= set("0123456789abcdef"):
            raise ValueError("not a SHA-256 digest")
        if cls._root is None:
            raise RuntimeError("the file store has no root")
        return cls._root / digest[:2] / digest

    @classmethod
    def put(cls, data: bytes) -> str:
        """Keep the bytes and return their digest; on disk before this returns."""
        digest = hashlib.sha256(data).hexdigest()
        target = cls.path(digest)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_durably(target, data)
        return digest

    @classmethod
    def get(cls, digest: str) -> bytes:
        """Return the bytes of a file.

        :raises FileNotFoundError: there is none with this digest.
        :raises OSError: the file on disk no longer has the digest it is named by.
        """
        data = cls.path(digest).read_bytes()
        if hashlib.sha256(data).hexdigest() != digest:
            raise OSError(f"the file {digest} was damaged on disk")
        return data

    @classmethod
    def derive(cls, source: str, name: str, facts: Mapping[str, str]) -> dict[str, str]:
        """Say once and for all what was made of a file; return what was said first.

        :param name: what the result is, such as docx; at most one is kept for each.
        """
        target = cls._derived(source, name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            _write_durably(target, json.dumps(dict(facts), sort_keys=True).encode(), is_new=True)
        return cls.derived(source, name) or dict(facts)

    @classmethod
    def derived(cls, source: str, name: str) -> dict[str, str] | None:
        """Return what was said to be made of a file; None if nothing was."""
        try:
            found: dict[str, str] = json.loads(cls._derived(source, name).read_bytes())
        except FileNotFoundError:
            return None
        return found

    @classmethod
    def _derived(cls, source: str, name: str) -> Path:
        return cls.path(source).with_name(f"{source}.{name}.json")


def beside(folder: Path) -> Callable[[str], bytes | None]:
    """Return what fetches the files that a task names from its own folder, and only from there."""

    def fetch(name: str) -> bytes | None:
        path = folder / name
        return path.read_bytes() if path.name == name and path.is_file() else None

    return fetch


def _write_durably(target: Path, data: bytes, *, is_new: bool = False) -> None:
    """Write beside the target, force it to disk, then rename: a crash leaves no half file.

    :raises FileExistsError: with `is_new`, somebody was first.
    """
    descriptor, name = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        if is_new:
            os.link(name, target)
            Path(name).unlink()
        else:
            Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
