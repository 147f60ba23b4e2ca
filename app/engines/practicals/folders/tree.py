"""A tree of files and folders, as one small computer would keep it."""

from __future__ import annotations

import fnmatch
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from app.engines.practicals.folders.names import is_name, join, name_of, parent_of, same

MAX_ENTRIES = 2_000


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder. `content` tells files apart; `members` are the files in an archive."""

    is_folder: bool = False
    content: str = ""
    readonly: bool = False
    hidden: bool = False
    members: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Tree:
    """Entries by path; the root itself is no entry. Names differ only by more than capitals."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def find(self, path: str) -> str | None:
        """Return the path as it is written in the tree, None if there is nothing."""
        if path in self.entries:
            return path
        return next((known for known in self.entries if same(known, path)), None)

    def is_folder(self, path: str) -> bool:
        """Whether a path is a folder; the root is one."""
        known = self.find(path)
        return not path or (known is not None and self.entries[known].is_folder)

    def add(self, path: str, entry: Entry) -> bool:
        """Add an entry; False if the name is taken or no name, or there is no folder for it."""
        if len(self.entries) >= MAX_ENTRIES or not is_name(name_of(path)):
            return False
        if self.find(path) is not None or not self.is_folder(parent_of(path)):
            return False
        parent = self.find(parent_of(path)) or ""
        self.entries[join(parent, name_of(path))] = entry
        return True

    def below(self, path: str) -> list[str]:
        """Return the paths in a folder and its folders, itself first."""
        return [known for known in self.entries if known == path or known.startswith(f"{path}/")]

    def take(self, path: str) -> dict[str, Entry]:
        """Take out an entry with all below it; paths relative to it, itself as ""."""
        return {known[len(path) :]: self.entries.pop(known) for known in self.below(path)}

    def copy_of(self, path: str) -> dict[str, Entry]:
        """Return an entry with all below it; paths relative to it."""
        return {known[len(path) :]: self.entries[known] for known in self.below(path)}

    def put(self, path: str, taken: Mapping[str, Entry]) -> None:
        """Put in what was taken or copied elsewhere."""
        for tail, entry in taken.items():
            self.entries[path + tail] = entry

    def change(self, path: str, changes: Mapping[str, bool]) -> None:
        """Change attributes of an entry: readonly, hidden."""
        entry = self.entries[path]
        self.entries[path] = replace(
            entry,
            readonly=changes.get("readonly", entry.readonly),
            hidden=changes.get("hidden", entry.hidden),
        )

    def files(self) -> Iterator[tuple[str, Entry]]:
        """Yield the files with their paths."""
        return ((path, entry) for path, entry in self.entries.items() if not entry.is_folder)

    def matching(self, pattern: str) -> list[str]:
        """Return the paths that a pattern with `*` and `?` stands for; `*` stays in its folder."""
        return [path for path in self.entries if matches(path, pattern)]

    def with_content(self, content: str) -> list[str]:
        """Return where files of this content are."""
        return [path for path, entry in self.files() if entry.content == content]

    def copy(self) -> Tree:
        """Return a tree that can be changed on its own."""
        return Tree(dict(self.entries))


def matches(path: str, pattern: str) -> bool:
    """Whether a path is one that a pattern stands for, capitals aside."""
    steps, wanted = path.casefold().split("/"), pattern.casefold().split("/")
    return len(steps) == len(wanted) and all(
        fnmatch.fnmatchcase(step, _literal(want)) for step, want in zip(steps, wanted, strict=True)
    )


def _literal(pattern: str) -> str:
    """Brackets are letters of names here, not sets."""
    return pattern.replace("[", "[[]")


def content_of(task_id: str, seed: int, path: str) -> str:
    """Return what tells the content of a starter's file from all others, for one candidate."""
    return hashlib.sha256(f"{task_id}\0{seed}\0{path}".encode()).hexdigest()[:16]
