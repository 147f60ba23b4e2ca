"""What the tree must look like in the end, and how each part of it is judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.engines.practicals.checks.explain import Where
from app.engines.practicals.folders.names import join, name_of, parent_of
from app.engines.practicals.folders.tree import Tree, matches
from app.engines.practicals.language.expectations import Expectation
from app.engines.practicals.work.outcome import Point, place
from app.kernel.text import Message, msg


@dataclass(frozen=True, slots=True)
class Moving:
    """Files that belong somewhere else: a pattern of the starter's files, and a folder."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Rule:
    """What a check asks of the tree; every part of it that is given is judged."""

    exists: tuple[str, ...] = ()
    exists_dir: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    moved: tuple[Moving, ...] = ()
    copied: tuple[Moving, ...] = ()
    renamed: tuple[Moving, ...] = ()
    attr: Mapping[str, Mapping[str, bool]] = field(default_factory=dict)
    zip_contains: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    untouched: tuple[str, ...] = ()
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    count: Mapping[str, Expectation] = field(default_factory=dict)
    empty: tuple[str, ...] = ()

    def concerns(self, path: str) -> bool:
        """Whether a file of the starter is meant to change by this check."""
        moving = (*self.moved, *self.copied, *self.renamed)
        patterns = [*self.absent, *(one.source for one in moving), *self.attr]
        return any(matches(path, pattern) for pattern in patterns)


@dataclass(frozen=True, slots=True)
class Pair:
    """The tree as it was given out, and as it is now."""

    before: Tree
    now: Tree

    def sources(self, pattern: str) -> list[tuple[str, str]]:
        """Return path and content of the starter's files that a pattern stands for."""
        found = [(path, self.before.entries[path]) for path in self.before.matching(pattern)]
        return [(path, entry.content) for path, entry in found if not entry.is_folder]


Judge = Callable[[Pair, Rule], Iterator[Point]]


def judge(pair: Pair, rule: Rule) -> list[Point]:
    """Return the points of a check, one for each file or folder it asks about."""
    return [point for part in _JUDGES for point in part(pair, rule)]


def _at(path: str) -> Where:
    return place(msg("“%(path)s”", path=path), path)


def _where_now(pair: Pair, content: str) -> Message:
    """Return in words where a file of the starter is now."""
    found = pair.now.with_content(content)
    if not found:
        packed = _packed(pair, content)
        if packed:
            return msg("only inside “%(path)s”", path=packed[0])
        return msg("deleted")
    return msg("now at “%(path)s”", path=found[0])


def _packed(pair: Pair, content: str) -> list[str]:
    """Return the archives that hold a file."""
    return [p for p, e in pair.now.files() if content in {held for _name, held in e.members}]


def _is_now(pair: Pair, path: str, content: str) -> Message:
    return msg("“%(name)s” is %(place)s", name=name_of(path), place=_where_now(pair, content))


def _exists(pair: Pair, rule: Rule) -> Iterator[Point]:
    for pattern in rule.exists:
        there = any(not pair.now.entries[path].is_folder for path in pair.now.matching(pattern))
        yield Point(
            msg("file “%(path)s”", path=pattern),
            msg("there is no file “%(path)s”", path=pattern),
            float(there),
            _at(pattern),
            msg("Check the name letter by letter, and the folder in which it stands."),
        )


def _exists_dir(pair: Pair, rule: Rule) -> Iterator[Point]:
    for path in rule.exists_dir:
        there = bool(path) and pair.now.is_folder(path)
        elsewhere = [p for p, e in pair.now.entries.items() if e.is_folder and _named(p, path)]
        found = msg("there is no folder “%(path)s”", path=path)
        if elsewhere:
            found = msg(
                "the folder “%(name)s” is at “%(path)s”", name=name_of(path), path=elsewhere[0]
            )
        yield Point(
            msg("folder “%(path)s”", path=path),
            found,
            float(there),
            _at(path),
            msg("Open the folder in which it belongs first, then choose “New folder”."),
        )


def _named(path: str, wanted: str) -> bool:
    return name_of(path).casefold() == name_of(wanted).casefold()


def _absent(pair: Pair, rule: Rule) -> Iterator[Point]:
    for pattern in rule.absent:
        given = [path for path, _content in pair.sources(pattern)]
        for path in dict.fromkeys([*given, *pair.now.matching(pattern)]):
            yield Point(
                msg("“%(path)s” deleted", path=path),
                msg("“%(path)s” is still there", path=path),
                float(pair.now.find(path) is None),
                _at(path),
                msg("Select the file and press Delete."),
            )


def _moved(pair: Pair, rule: Rule) -> Iterator[Point]:
    for moving in rule.moved:
        for path, content in pair.sources(moving.source):
            places = pair.now.with_content(content)
            arrived = any(parent_of(known) == moving.target for known in places)
            left = path not in places
            found = _is_now(pair, path, content)
            if arrived and not left:
                found = msg("“%(path)s” was copied instead of moved", path=path)
            yield Point(
                msg("“%(name)s” moved to “%(folder)s”", name=name_of(path), folder=moving.target),
                found,
                0.5 * arrived + 0.5 * (arrived and left),
                _at(path),
                msg("Cut the file (Ctrl+X), open the folder and paste it (Ctrl+V)."),
            )


def _copied(pair: Pair, rule: Rule) -> Iterator[Point]:
    for moving in rule.copied:
        for path, content in pair.sources(moving.source):
            places = pair.now.with_content(content)
            arrived = any(parent_of(known) == moving.target for known in places)
            stayed = path in places
            found = msg(
                "“%(name)s” is not in “%(folder)s”", name=name_of(path), folder=moving.target
            )
            if arrived and not stayed:
                found = msg("“%(path)s” was moved instead of copied", path=path)
            yield Point(
                msg("“%(name)s” copied to “%(folder)s”", name=name_of(path), folder=moving.target),
                found,
                0.5 * arrived + 0.5 * (arrived and stayed),
                _at(path),
                msg("Copy the file (Ctrl+C), open the folder and paste it (Ctrl+V)."),
            )


def _renamed(pair: Pair, rule: Rule) -> Iterator[Point]:
    for moving in rule.renamed:
        for path, content in pair.sources(moving.source):
            places = pair.now.with_content(content)
            right = any(known == moving.target for known in places)
            yield Point(
                msg("“%(name)s” renamed “%(new)s”", name=name_of(path), new=moving.target),
                _is_now(pair, path, content),
                float(right),
                _at(path),
                msg("Select the file, press F2, and type the whole name with its ending."),
            )


def _attr(pair: Pair, rule: Rule) -> Iterator[Point]:
    for pattern, wishes in rule.attr.items():
        known = pair.now.matching(pattern)
        for name, wish in wishes.items():
            right = [p for p in known if getattr(pair.now.entries[p], name) is wish]
            words = _ATTRIBUTES[name, wish]
            yield Point(
                msg("“%(path)s” %(attribute)s", path=pattern, attribute=words),
                msg("“%(path)s” not %(attribute)s", path=pattern, attribute=words)
                if known
                else msg("there is no file “%(path)s”", path=pattern),
                len(right) / len(known) if known else 0.0,
                _at(pattern),
                msg("Open the properties of the file and tick the attribute."),
            )


_ATTRIBUTES = {
    ("readonly", True): msg("read-only"),
    ("readonly", False): msg("writable"),
    ("hidden", True): msg("hidden in the folder"),
    ("hidden", False): msg("visible in the folder"),
}


def _zip_contains(pair: Pair, rule: Rule) -> Iterator[Point]:
    own = {entry.content for _path, entry in pair.before.files()}
    for path, patterns in rule.zip_contains.items():
        known = pair.now.find(path)
        held = {c for _n, c in pair.now.entries[known].members} if known else set()
        for pattern in patterns:
            files = [p for p in pair.now.matching(pattern) if pair.now.entries[p].content in own]
            there = [p for p in files if pair.now.entries[p].content in held]
            found = msg("there is no file “%(path)s”", path=path)
            if known:
                found = msg(
                    "“%(path)s” holds %(n)s of %(total)s files of “%(pattern)s”",
                    path=path,
                    n=len(there),
                    total=len(files),
                    pattern=pattern,
                )
            yield Point(
                msg("“%(path)s” holds “%(pattern)s”", path=path, pattern=pattern),
                found,
                len(there) / len(files) if files else 0.0,
                _at(path),
                msg("Pack the folder last, when everything is in it."),
            )


def _untouched(pair: Pair, rule: Rule) -> Iterator[Point]:
    for pattern in rule.untouched:
        for path, content in pair.sources(pattern):
            places = pair.now.with_content(content)
            packed = _packed(pair, content)
            found = _is_now(pair, path, content)
            if len(places) > 1:
                found = msg("“%(path)s” was copied", path=path)
            elif packed:
                found = msg("“%(path)s” was packed into “%(zip)s”", path=path, zip=packed[0])
            yield Point(
                msg("“%(path)s” left alone", path=path),
                found,
                float(places == [path] and not packed),
                _at(path),
                msg("Files marked secret are not copied, moved or packed on this computer."),
            )


def _only(pair: Pair, rule: Rule) -> Iterator[Point]:
    for folder, patterns in rule.only.items():
        inside = [path for path, _entry in pair.now.files() if parent_of(path) == folder]
        wanted = [join(folder, pattern) for pattern in patterns]
        strange = [path for path in inside if not any(matches(path, want) for want in wanted)]
        found = msg("“%(folder)s” is empty", folder=folder)
        if strange:
            found = msg("“%(path)s” does not belong there", path=strange[0])
        share = 1 - len(strange) / len(inside) if inside else 0.0
        yield Point(
            msg("nothing else in “%(folder)s”", folder=folder),
            found,
            share,
            _at(strange[0] if strange else folder),
            msg("Open the folder and take out what the task does not ask for."),
        )


def _count(pair: Pair, rule: Rule) -> Iterator[Point]:
    for folder, expected in rule.count.items():
        number = sum(parent_of(path) == folder for path, _entry in pair.now.files())
        yield Point(
            msg("files in “%(folder)s”: %(n)s", folder=folder, n=expected.text()),
            msg("files in “%(folder)s”: %(n)s", folder=folder, n=number),
            float(pair.now.is_folder(folder) and expected.accepts(number)),
            _at(folder),
            msg("Compare the folder with the task, file by file."),
        )


def _empty(pair: Pair, rule: Rule) -> Iterator[Point]:
    for folder in rule.empty:
        inside = pair.now.below(folder)[1:]
        there = pair.now.is_folder(folder)
        yield Point(
            msg("“%(folder)s” empty", folder=folder),
            msg("“%(path)s” is still there", path=inside[0])
            if inside
            else msg("there is no folder “%(path)s”", path=folder),
            float(there and not inside),
            _at(folder),
            msg("Move or delete what is left in the folder; keep the folder itself."),
        )


_JUDGES: Sequence[Judge] = (
    _exists, _exists_dir, _absent, _moved, _copied, _renamed, _attr, _zip_contains, _untouched,
    _only, _count, _empty,
)  # fmt: skip
