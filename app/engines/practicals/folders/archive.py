"""A folder handed in as a zip file: read with limits, Chinese names of old programs included."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from dataclasses import dataclass

from app.engines.practicals.folders.names import join, name_of, parent_of
from app.engines.practicals.folders.tree import Entry, Tree
from app.engines.practicals.guard import CHUNK, check_directory
from app.engines.practicals.refusals import RefusedError, bomb, damaged

MAX_BYTES = 60 << 20
UTF8_FLAG = 0x800
READONLY, HIDDEN = 0x01, 0x02
WRITE_BITS = 0o222
_LEFTOVERS = frozenset({"thumbs.db", ".ds_store", "desktop.ini"})
MARK = b"XKFILE "
"""Starter files begin with this and their content's name, so that edits elsewhere still count."""


@dataclass(slots=True)
class _Budget:
    """What may still come out of an archive and of the archives in it, in bytes."""

    left: int = MAX_BYTES


def read_archive(data: bytes, *, budget: _Budget | None = None) -> Tree:
    """Read a zip file into a tree; of archives in it the names are read. Raises RefusedError."""
    is_outer = budget is None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            check_directory(infos)
            return _read(archive, infos, budget or _Budget(), is_outer=is_outer)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
        raise RefusedError("damaged", damaged()) from error


def _read(
    archive: zipfile.ZipFile, infos: list[zipfile.ZipInfo], budget: _Budget, *, is_outer: bool
) -> Tree:
    tree = Tree()
    for info in infos:
        path = name_in(info).strip("/")
        if not path or _is_leftover(path):
            continue
        _folders(tree, path if info.is_dir() else parent_of(path))
        if info.is_dir():
            continue
        data = _inflated(archive, info, budget)
        tree.entries[path] = _entry(info, path, data, budget if is_outer else None)
    return _without_wrapper(tree)


def name_in(info: zipfile.ZipInfo) -> str:
    """Return a member's name; programs in Chinese write it as GB18030 without saying so."""
    name = info.orig_filename
    if info.flag_bits & UTF8_FLAG:
        return name.replace("\\", "/")
    try:
        return name.encode("cp437").decode("gb18030").replace("\\", "/")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return name.replace("\\", "/")


def _is_leftover(path: str) -> bool:
    return path.startswith("__MACOSX") or name_of(path).casefold() in _LEFTOVERS


def _folders(tree: Tree, path: str) -> None:
    if path and path not in tree.entries:
        _folders(tree, parent_of(path))
        tree.entries[path] = Entry(is_folder=True)


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> bytes:
    found = bytearray()
    with archive.open(info) as source:
        while chunk := source.read(CHUNK):
            found += chunk
            budget.left -= len(chunk)
            if budget.left < 0:
                raise RefusedError("bomb", bomb())
    return bytes(found)


def _entry(info: zipfile.ZipInfo, path: str, data: bytes, budget: _Budget | None) -> Entry:
    mode = info.external_attr >> 16
    bits = info.external_attr & 0xFFFF
    readonly = bool(bits & READONLY) or bool(mode and not mode & WRITE_BITS)
    members: tuple[tuple[str, str], ...] = ()
    if budget is not None and path.casefold().endswith(".zip"):
        try:
            inner = read_archive(data, budget=budget)
        except RefusedError:
            if budget.left < 0:
                raise
            inner = Tree()
        members = tuple((name, entry.content) for name, entry in inner.files())
    hidden = bool(bits & HIDDEN)
    return Entry(content=content_in(data), readonly=readonly, hidden=hidden, members=members)


def content_in(data: bytes) -> str:
    """Return what tells this content from others: the name in a starter's file, or a digest."""
    if data.startswith(MARK):
        return data[len(MARK) :].split(b"\n", 1)[0].decode("ascii", "replace").strip()
    return hashlib.sha256(data).hexdigest()[:16]


def _without_wrapper(tree: Tree) -> Tree:
    """Take away a single folder around everything: some programs pack it, some its content."""
    tops = {path.split("/", 1)[0] for path in tree.entries}
    if len(tops) != 1:
        return tree
    top = next(iter(tops))
    inner = {path[len(top) + 1 :]: entry for path, entry in tree.entries.items() if path != top}
    folders_inside = any(entry.is_folder for entry in inner.values())
    return Tree(inner) if inner and folders_inside else tree


def to_archive(tree: Tree, texts: dict[str, str]) -> bytes:
    """Return a tree as a zip file; the same tree gives the same bytes."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(tree.entries):
            entry = tree.entries[path]
            info = zipfile.ZipInfo(path + "/" * entry.is_folder, (2003, 6, 26, 0, 0, 0))
            info.external_attr = (READONLY if entry.readonly else 0) | (0o644 << 16)
            if entry.readonly:
                info.external_attr = READONLY | (0o444 << 16)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, b"" if entry.is_folder else bytes_of(path, entry, tree, texts))
    return target.getvalue()


def bytes_of(path: str, entry: Entry, tree: Tree, texts: dict[str, str]) -> bytes:
    """Return the bytes of a file: its mark and a line of text, or the archive it is."""
    if entry.members:
        inner = Tree()
        for name, content in entry.members:
            _folders(inner, parent_of(name))
            inner.entries[name] = Entry(content=content)
        return to_archive(inner, texts)
    del tree
    words = texts.get(entry.content) or join("", name_of(path))
    return MARK + entry.content.encode() + b"\n" + words.encode() + b"\n"
