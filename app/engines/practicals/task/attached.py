"""Files that belong to a task: the starter and the finished file of an author, kept as Base64.

A task folder names them (`starter: {file: 起始.docx}`) and holds them beside `task.yaml`; a stored
task holds them under `files`, so that a version is whole and its digest covers every byte.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from app.engines.practicals.language.form import Form
from app.kernel.text import msg

FILES = "files"
MAX_ATTACHED = 1 << 20
"""Bytes of one attached file: it travels with every paper that holds the task."""

Fetch = Callable[[str], bytes | None]


def encoded(data: bytes) -> str:
    """Return bytes as they stand in a task."""
    return base64.b64encode(data).decode()


def decoded(text: object) -> bytes | None:
    """Return the bytes of an attached file, None if it is no Base64."""
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        return None


def names(mapping: Mapping[str, Any]) -> list[str]:
    """Return the files that a task names, starter first."""
    found = []
    for part in ("starter", "solution"):
        group = mapping.get(part)
        name = group.get("file") if isinstance(group, Mapping) else None
        if isinstance(name, str) and name and name not in found:
            found.append(name)
    return found


def with_files(mapping: Mapping[str, Any], fetch: Fetch) -> dict[str, Any]:
    """Return a task with the files it names; `fetch` gives the bytes of one beside it, or None."""
    known = {name: data for name in names(mapping) if (data := fetch(name)) is not None}
    if not known:
        return dict(mapping)
    return {**mapping, FILES: {name: encoded(data) for name, data in known.items()}}


def has_files(mapping: Mapping[str, Any]) -> bool:
    """Whether a task holds files of its author."""
    return bool(mapping.get(FILES))


def inlined(text: str, fetch: Fetch) -> str:
    """Return the text of a `task.yaml` with the files it names written at its end."""
    if "file:" not in text:
        return text
    try:
        mapping = yaml.safe_load(text)
    except yaml.YAMLError:
        return text  # whoever reads it will say what is wrong
    if not isinstance(mapping, Mapping) or FILES in mapping:
        return text
    held = with_files(mapping, fetch).get(FILES)
    return text if not held else f"{text.rstrip()}\n{yaml.safe_dump({FILES: held}, width=1 << 30)}"


def without_files(mapping: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return a task as its text says it, and the files that go beside the text."""
    held = mapping.get(FILES)
    group = held if isinstance(held, Mapping) else {}
    files = {str(name): decoded(text) or b"" for name, text in group.items()}
    return {key: value for key, value in mapping.items() if key != FILES}, files


def read_file(form: Form, files: Form) -> bytes:
    """Return the file that a part of a task names, nothing if it names none."""
    if not form.has("file"):
        return b""
    name = form.text("file")
    data = decoded(files.raw(name, "")) if files.has(name) else None
    if not data:
        form.refuse(
            "file",
            msg("There is no file “%(name)s” beside the task.", name=name),
            msg("Put the file into the folder of the task, under this very name."),
        )
        return b""
    if len(data) > MAX_ATTACHED:
        form.refuse(
            "file", msg("A file of a task may have at most %(n)s KB.", n=MAX_ATTACHED >> 10)
        )
    return data
