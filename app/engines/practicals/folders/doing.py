"""Doing what a log of operations says; the page does the same, and refuses the same.

An operation is a list: `["mkdir", path]`, `["new", path]`, `["rename", path, name]`,
`["move", [paths], folder]`, `["copy", [paths], folder]`, `["delete", [paths]]`,
`["zip", [paths], path]`, `["unzip", path, folder]`, `["attr", path, {"readonly": true}]`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.engines.practicals.folders.names import extension_of, join, name_of, parent_of
from app.engines.practicals.folders.tree import Entry, Tree

ATTRIBUTES = ("readonly", "hidden")
COPY = " - 副本"
MAX_COPIES = 50


def replay(tree: Tree, operations: Sequence[Any]) -> tuple[Tree, int]:
    """Return the tree after these operations, and how many could not be done."""
    found, refused = tree.copy(), 0
    for operation in operations:
        if not _do(found, operation):
            refused += 1
    return found, refused


def _do(tree: Tree, operation: Any) -> bool:  # noqa: ANN401  # comes from a browser
    if not isinstance(operation, list) or not operation or operation[0] not in _OPERATIONS:
        return False
    name, arguments = operation[0], operation[1:]
    shape = _SHAPES[name]
    if len(arguments) != len(shape):
        return False
    if not all(isinstance(a, kind) for a, kind in zip(arguments, shape, strict=True)):
        return False
    return _OPERATIONS[name](tree, *arguments)


def _paths(tree: Tree, paths: Any) -> list[str]:  # noqa: ANN401
    """Return what is there of these paths, outermost only; a `*` picks several."""
    found: list[str] = []
    for path in paths if isinstance(paths, list) else [paths]:
        if not isinstance(path, str):
            continue
        known = [tree.find(path)] if "*" not in path else list(tree.matching(path))
        found += [one for one in known if one is not None and one not in found]
    return [one for one in found if not any(one.startswith(f"{o}/") for o in found)]


def _mkdir(tree: Tree, path: str) -> bool:
    return tree.add(path, Entry(is_folder=True))


def _new(tree: Tree, path: str) -> bool:
    return tree.add(path, Entry(content=_digest(f"new\0{path}")))


def _rename(tree: Tree, path: str, name: str) -> bool:
    known = tree.find(path)
    if known is None:
        return False
    target = join(parent_of(known), name)
    taken = tree.take(known)
    if tree.add(target, taken[""]):
        tree.put(target, taken)
        return True
    tree.put(known, taken)
    return False


def _move(tree: Tree, paths: Any, folder: str) -> bool:  # noqa: ANN401
    return _each(tree, paths, folder, _move_one)


def _copy(tree: Tree, paths: Any, folder: str) -> bool:  # noqa: ANN401
    return _each(tree, paths, folder, _copy_one)


def _each(
    tree: Tree,
    paths: Any,  # noqa: ANN401
    folder: str,
    one: Callable[[Tree, str, str], bool],
) -> bool:
    known = _paths(tree, paths)
    target = (tree.find(folder) or "") if folder else ""
    if not known or not tree.is_folder(folder):
        return False
    done = [one(tree, path, target) for path in known]
    return all(done)


def _inside(path: str, folder: str) -> bool:
    return folder == path or folder.startswith(f"{path}/")


def _move_one(tree: Tree, path: str, folder: str) -> bool:
    target = join(folder, name_of(path))
    if _inside(path, folder) or parent_of(path) == folder or tree.find(target) is not None:
        return False
    tree.put(target, tree.take(path))
    return True


def _copy_one(tree: Tree, path: str, folder: str) -> bool:
    if _inside(path, folder):
        return False
    target = free_name(tree, join(folder, name_of(path)))
    if target is None:
        return False
    tree.put(target, tree.copy_of(path))
    return True


def free_name(tree: Tree, path: str) -> str | None:
    """Return the path, or one beside it that is still free, as systems name copies."""
    name = name_of(path)
    ending = extension_of(name)
    stem = name[: -len(ending) - 1] if ending else name
    tail = name[len(stem) :]
    for number in range(MAX_COPIES):
        extra = "" if number == 0 else COPY if number == 1 else f"{COPY} ({number})"
        tried = join(parent_of(path), f"{stem}{extra}{tail}")
        if tree.find(tried) is None:
            return tried
    return None


def _delete(tree: Tree, paths: Any) -> bool:  # noqa: ANN401
    known = _paths(tree, paths)
    for path in known:
        tree.take(path)
    return bool(known)


def _zip(tree: Tree, paths: Any, target: str) -> bool:  # noqa: ANN401
    known = _paths(tree, paths)
    members = [
        (path[len(parent_of(one)) :].lstrip("/"), tree.entries[path].content)
        for one in known
        for path in tree.below(one)
        if not tree.entries[path].is_folder
    ]
    if not known or not target.casefold().endswith(".zip"):
        return False
    content = _digest("zip\0" + "\0".join(f"{name}\0{digest}" for name, digest in members))
    return tree.add(target, Entry(content=content, members=tuple(members)))


def _unzip(tree: Tree, path: str, folder: str) -> bool:
    known = tree.find(path)
    if known is None or not tree.entries[known].members or not tree.is_folder(folder):
        return False
    for member, content in tree.entries[known].members:
        steps = member.split("/")
        for depth in range(1, len(steps)):
            tree.add(join(folder, "/".join(steps[:depth])), Entry(is_folder=True))
        tree.add(join(folder, member), Entry(content=content))
    return True


def _attr(tree: Tree, path: str, wishes: Mapping[str, Any]) -> bool:
    known = _paths(tree, path)
    changes = {k: v for k, v in wishes.items() if k in ATTRIBUTES and isinstance(v, bool)}
    for one in known:
        tree.change(one, changes)
    return bool(known) and bool(changes)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


_SEVERAL = (list, str)
_SHAPES: Mapping[str, tuple[type | tuple[type, ...], ...]] = {
    "mkdir": (str,),
    "new": (str,),
    "rename": (str, str),
    "move": (_SEVERAL, str),
    "copy": (_SEVERAL, str),
    "delete": (_SEVERAL,),
    "zip": (_SEVERAL, str),
    "unzip": (str, str),
    "attr": (str, dict),
}
_OPERATIONS: Mapping[str, Callable[..., bool]] = {
    "mkdir": _mkdir,
    "new": _new,
    "rename": _rename,
    "move": _move,
    "copy": _copy,
    "delete": _delete,
    "zip": _zip,
    "unzip": _unzip,
    "attr": _attr,
}
OPERATIONS = frozenset(_OPERATIONS)
