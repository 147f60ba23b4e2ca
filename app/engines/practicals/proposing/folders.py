"""Checks proposed from two packed folders: what was made, moved, renamed, deleted, packed."""

from __future__ import annotations

import fnmatch
import io
import posixpath
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.engines.practicals.folders.archive import name_in, read_archive
from app.engines.practicals.folders.doing import replay
from app.engines.practicals.folders.names import extension_of, join, name_of, parent_of
from app.engines.practicals.folders.office import MODULE
from app.engines.practicals.folders.tree import Tree
from app.engines.practicals.proposing.model import Proposed
from app.engines.practicals.work.package import to_bytes
from app.kernel.text import Message, msg

LONGEST_TEXT = 2_000
ROOT = "考生文件夹"


@dataclass(slots=True)
class _Change:
    """What became of the files of the start, by path, and what is new."""

    moved: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)
    copied: dict[str, list[str]] = field(default_factory=dict)
    deleted: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    zips: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)


def propose_folders(start: bytes, final: bytes) -> Proposed:
    """Return what an author may check of what became of a folder."""
    before, after = read_archive(start), read_archive(final)
    change = _compare(before, after)
    found = Proposed(MODULE)
    found.starter = {"root": ROOT, "tree": _nested(before, ""), **_texts(start, before)}
    _flags(found, before)
    _propose(found, change, before, after)
    found.guards.append({"tree": {"only_expected_changes": True}})
    operations = _operations(change, before, after)
    found.solution["steps"] = [{"id": "all", "do": operations}] if operations else []
    found.solution["tries"] = tuple(to_bytes(MODULE, {"ops": ops}) for ops in ([], operations))
    _tell_rest(found, before, after, operations)
    return found


def _compare(before: Tree, after: Tree) -> _Change:
    change = _Change()
    own = {entry.content for _path, entry in before.files()}
    change.folders = [
        p for p, e in after.entries.items() if e.is_folder and p not in before.entries
    ]
    for path, entry in before.files():
        places = after.with_content(entry.content)
        elsewhere = [p for p in places if p != path and p not in before.entries]
        if path in places:
            if elsewhere:
                change.copied[path] = elsewhere
        elif not elsewhere:
            change.deleted.append(path)
        elif any(name_of(p) == name_of(path) for p in elsewhere):
            change.moved[path] = next(p for p in elsewhere if name_of(p) == name_of(path))
        else:
            change.renamed[path] = elsewhere[0]
    for path, entry in after.files():
        if entry.content in own:
            continue
        held = {content for _name, content in entry.members}
        (change.zips if held & own else change.made).append(path)
    return change


def _nested(tree: Tree, folder: str) -> list[Any]:
    """Return the tree as a task writes it: names of files, and groups of folders."""
    inside = [p for p in tree.entries if parent_of(p) == folder and p != folder]
    return [
        {name_of(path): _nested(tree, path)} if tree.entries[path].is_folder else name_of(path)
        for path in inside
    ]


def _texts(data: bytes, tree: Tree) -> dict[str, Any]:
    """Return the words of short text files, to be shown in the page."""
    texts: dict[str, str] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            path = next((p for p in tree.entries if name_in(info).strip("/").endswith(p)), "")
            if extension_of(path).casefold() == "txt" and info.file_size <= LONGEST_TEXT * 3:
                words = _decoded(archive.read(info))
                if words and len(words) <= LONGEST_TEXT:
                    texts[path] = words
    return {"texts": texts} if texts else {}


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).strip()
        except UnicodeDecodeError:
            continue
    return ""


def _flags(found: Proposed, tree: Tree) -> None:
    for key in ("readonly", "hidden"):
        paths = [path for path, entry in tree.files() if getattr(entry, key)]
        if paths:
            found.starter[key] = paths


def _propose(found: Proposed, change: _Change, before: Tree, after: Tree) -> None:
    if change.folders:
        said = msg("folders made: %(names)s", names="、".join(map(name_of, change.folders)))
        _add(found, "folders", {"exists_dir": change.folders}, said)
    _placed(found, "moved", change.moved, before)
    copies = {p: places[0] for p, places in change.copied.items()}
    same = {p: place for p, place in copies.items() if name_of(place) == name_of(p)}
    _placed(found, "copied", same, before)
    other = {p: place for p, place in copies.items() if p not in same}
    for old, new in (*change.renamed.items(), *other.items()):
        said = msg("“%(old)s” renamed “%(new)s”", old=name_of(old), new=name_of(new))
        _add(found, "files", {"renamed": [{"content_of": old, "to": new}]}, said)
    _attributes(found, change, before, after)
    if change.deleted:
        patterns = _patterns(change.deleted, before)
        said = msg("files deleted: %(n)s", n=len(change.deleted))
        _add(found, "files", {"absent": patterns}, said)
    if change.made:
        said = msg("files made: %(names)s", names="、".join(map(name_of, change.made)))
        _add(found, "files", {"exists": change.made}, said)
    for path in change.zips:
        held = [p for p in _packed(after, path) if p]
        said = msg("“%(name)s” holds %(n)s files", name=name_of(path), n=len(held))
        _add(found, "files", {"zip_contains": {path: _patterns(held, after)}}, said)
    emptied = [
        path
        for path, entry in before.entries.items()
        if entry.is_folder and len(before.below(path)) > 1 and path in after.entries
        and len(after.below(path)) == 1
    ]  # fmt: skip
    if emptied:
        said = msg("folders emptied: %(names)s", names="、".join(map(name_of, emptied)))
        _add(found, "folders", {"empty": emptied}, said)


def _add(found: Proposed, group: str, tree: Mapping[str, Any], says: Message) -> None:
    found.add(group, msg("The folder of the task"), {"tree": dict(tree)}, says)


def _placed(found: Proposed, key: str, places: Mapping[str, str], before: Tree) -> None:
    """Propose moves and copies, one check for each folder that files came into."""
    for target in dict.fromkeys(parent_of(place) for place in places.values()):
        paths = [path for path, place in places.items() if parent_of(place) == target]
        rows = [{"from": pattern, "to": target} for pattern in _patterns(paths, before)]
        words = {"n": len(paths), "folder": target or ROOT}
        said = msg("files moved to “%(folder)s”: %(n)s", **words)
        if key == "copied":
            said = msg("files copied to “%(folder)s”: %(n)s", **words)
        _add(found, "files", {key: rows}, said)


def _patterns(paths: Sequence[str], tree: Tree) -> list[str]:
    """Return the paths, those of a whole kind or folder as one pattern."""
    found: list[str] = []
    left = list(paths)
    for folder in dict.fromkeys(map(parent_of, paths)):
        inside = [p for p, _e in tree.files() if parent_of(p) == folder]
        here = [p for p in left if parent_of(p) == folder]
        endings = sorted({extension_of(name_of(p)) for p in here})
        for name in ("*", *(f"*.{ending}" for ending in endings if ending)):
            hits = [p for p in inside if fnmatch.fnmatchcase(name_of(p), name)]
            if len(hits) > 1 and set(hits) <= set(left):
                found.append(join(folder, name))
                left = [p for p in left if p not in hits]
    return [*found, *left]


def _attributes(found: Proposed, change: _Change, before: Tree, after: Tree) -> None:
    wishes: dict[str, dict[str, bool]] = {}
    for path, entry in before.files():
        now = change.moved.get(path) or change.renamed.get(path) or path
        if now not in after.entries:
            continue
        for key in ("readonly", "hidden"):
            value = getattr(after.entries[now], key)
            if value is not getattr(entry, key):
                wishes.setdefault(now, {})[key] = value
    if wishes:
        names = "、".join(map(name_of, wishes))
        said = msg("attributes of files changed: %(names)s", names=names)
        _add(found, "files", {"attr": wishes}, said)


def _packed(tree: Tree, path: str) -> list[str]:
    """Return where the files in an archive stand in the tree beside it."""
    base, found = parent_of(path), []
    for name, content in tree.entries[path].members:
        places = tree.with_content(content)
        direct = join(base, name)
        likely = [p for p in places if p.endswith(f"/{name}") or p == name]
        found += [direct] if direct in places else (likely or places)[:1]
    return found


def _operations(change: _Change, before: Tree, after: Tree) -> list[list[Any]]:
    """Return operations of the page that make the final folder from the start."""
    ops: list[list[Any]] = [["mkdir", path] for path in sorted(change.folders)]
    for old, places in change.copied.items():
        for place in places:
            ops.append(["copy", [old], parent_of(place)])
            copied = join(parent_of(place), name_of(old))
            if copied != place:
                ops.append(["rename", copied, name_of(place)])
    ops += [["move", [old], parent_of(new)] for old, new in change.moved.items()]
    for old, new in change.renamed.items():
        if parent_of(old) != parent_of(new):
            ops.append(["move", [old], parent_of(new)])
        ops.append(["rename", join(parent_of(new), name_of(old)), name_of(new)])
    ops += [["new", path] for path in change.made]
    ops += [["delete", change.deleted]] if change.deleted else []
    for path, entry in before.files():
        now = change.moved.get(path) or change.renamed.get(path) or path
        if now in after.entries:
            there = after.entries[now]
            wishes = {
                key: getattr(there, key)
                for key in ("readonly", "hidden")
                if getattr(there, key) is not getattr(entry, key)
            }
            ops += [["attr", now, wishes]] if wishes else []
    ops += [["zip", _tops(after, path), path] for path in change.zips]
    gone = [p for p, e in before.entries.items() if e.is_folder and p not in after.entries]
    ops += [["delete", gone]] if gone else []
    return ops


def _tops(tree: Tree, path: str) -> list[str]:
    """Return what was packed: one folder as a whole, several folders, files themselves."""
    files = _packed(tree, path)
    shared = posixpath.commonpath([parent_of(file) or "." for file in files]) if files else ""
    inside = {p for p, _entry in tree.files() if p.startswith(f"{shared}/")}
    if shared not in {"", ".", parent_of(path)} and inside == set(files):
        return [shared]
    names = {name.split("/", 1)[0] for name, _content in tree.entries[path].members}
    folders = [
        p for p, entry in tree.entries.items()
        if entry.is_folder and name_of(p) in names and any(f.startswith(f"{p}/") for f in files)
    ]  # fmt: skip
    loose = [f for f in files if not any(f.startswith(f"{p}/") for p in folders)]
    return [*folders, *loose]


def _tell_rest(found: Proposed, before: Tree, after: Tree, ops: Sequence[Any]) -> None:
    now, refused = replay(before, ops)
    if refused or set(now.entries) != set(after.entries):
        found.leave(msg("The final folder cannot be made step by step from the start folder."))
