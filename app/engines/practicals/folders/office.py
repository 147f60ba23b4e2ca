"""Files and folders as one kind of work that a task may ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.engines.practicals.checks.run import Outcome
from app.engines.practicals.checks.texts import GuardOutcome
from app.engines.practicals.folders.archive import read_archive, to_archive
from app.engines.practicals.folders.doing import replay
from app.engines.practicals.folders.names import name_of
from app.engines.practicals.folders.rules import Pair, Rule, judge
from app.engines.practicals.folders.task import Plan
from app.engines.practicals.folders.tree import Entry, Tree, content_of, matches
from app.engines.practicals.folders.variants import VARIANTS
from app.engines.practicals.guard import RAW, ZIP_MAGIC
from app.engines.practicals.language.expectations import listed
from app.engines.practicals.ooxml.package import Package
from app.engines.practicals.task.model import Check, Guard, Step, Task
from app.engines.practicals.work.outcome import MAX_SAID, outcome_of
from app.engines.practicals.work.package import listed as items_of
from app.engines.practicals.work.package import raw_of, read_work, to_bytes
from app.kernel.problem import Problem, Severity
from app.kernel.text import msg

MODULE = "files"
MAX_OPERATIONS = 2_000


@dataclass(frozen=True, slots=True)
class Submission:
    """What was handed in: operations on the tree given out, or a tree of its own."""

    operations: tuple[Any, ...] = ()
    tree: Tree | None = None


@dataclass(frozen=True, slots=True)
class FoldersSession:
    """One tree being judged."""

    task: Task
    pair: Pair

    def check(self, check: Check) -> Outcome:
        """Judge one check."""
        assert isinstance(check.probe, Rule)  # noqa: S101  # read by this module
        return outcome_of(judge(self.pair, check.probe), check.mode)

    def guard(self, guard: Guard) -> GuardOutcome:
        """Say whether every file that no check is about is where it was."""
        kept = guard.probe if isinstance(guard.probe, tuple) else ()
        rules = [check.probe for check in self.task.checks if isinstance(check.probe, Rule)]
        files = [
            (path, entry)
            for path, entry in self.pair.before.files()
            if not any(matches(path, pattern) for pattern in kept)
        ]
        wrong = []
        for path, entry in files:
            places = self.pair.now.with_content(entry.content)
            is_meant = any(rule.concerns(path) for rule in rules)
            is_doomed = any(matches(path, p) for rule in rules for p in rule.absent)
            if is_doomed or path in places or (is_meant and places):
                continue
            wrong.append(path)
        if not wrong:
            return GuardOutcome(True, 1.0, msg("No other file was changed."))  # noqa: FBT003
        said = [msg("“%(path)s” was deleted or moved", path=path) for path in wrong[:MAX_SAID]]
        similarity = 1 - len(wrong) / max(1, len(files))
        return GuardOutcome(False, similarity, listed(said))  # noqa: FBT003


class FoldersOffice:
    """Reading, judging and making of trees."""

    kind = RAW
    variants: Mapping[str, Callable[[bytes], bytes]] = VARIANTS

    def read(self, package: Package) -> Submission:
        """Read a log of operations, or a folder in a zip file."""
        data = raw_of(package)
        if data.startswith(ZIP_MAGIC):
            return Submission(tree=read_archive(data))
        work = read_work(data, MODULE)
        return Submission(operations=tuple(items_of(work, "ops", MAX_OPERATIONS)))

    def warnings(self, task: Task, submission: Submission) -> list[Problem]:
        """Warn of an archive in which nothing of the starter is left."""
        if submission.tree is None:
            return []
        given = {entry.content for _path, entry in given_out(task).files()}
        if any(entry.content in given for _path, entry in submission.tree.files()):
            return []
        return [
            Problem(
                "file",
                msg("The archive holds none of the files of this task."),
                msg("Pack the whole folder of the task, and upload that archive."),
                Severity.WARNING,
            )
        ]

    def session(self, task: Task, submission: Submission) -> FoldersSession:
        """Start to judge a tree."""
        before = given_out(task)
        now = submission.tree
        if now is None:
            now, _refused = replay(before, submission.operations)
        return FoldersSession(task, Pair(before, now))

    def make(self, task: Task, seed: int, _key: bytes, steps: Sequence[Step]) -> bytes:
        """Return the work after these steps; where a zip is asked for, the folder itself."""
        del seed
        operations = [
            one for step in steps for one in (step.action if isinstance(step.action, tuple) else ())
        ]
        if task.submit.accept[0] == ".zip":
            before = given_out(task)
            return to_archive(replay(before, operations)[0], texts_of(task, before))
        return to_bytes(MODULE, {"ops": operations})

    def inspect(self, submission: Submission) -> dict[str, Any]:
        """Return the tree, or the operations where the tree given out is not known."""
        if submission.tree is None:
            return {"operations": list(submission.operations)}
        return {"entries": entries_of(submission.tree)}


def entries_of(tree: Tree) -> list[dict[str, Any]]:
    """Return the entries of a tree as JSON."""
    return [
        {
            "path": path,
            "folder": entry.is_folder,
            "content": entry.content,
            "readonly": entry.readonly,
            "hidden": entry.hidden,
            "members": [list(member) for member in entry.members],
        }
        for path, entry in sorted(tree.entries.items())
    ]


def given_out(task: Task) -> Tree:
    """Return the tree of a bound task; every file has a content of its own."""
    plan = plan_of(task)
    tree = Tree({path: Entry(is_folder=True) for path in plan.folders})
    for path in plan.files:
        tree.entries[path] = Entry(
            content=content_of(task.id, task.seed or 0, path),
            readonly=path in plan.readonly,
            hidden=path in plan.hidden,
        )
    return tree


def texts_of(task: Task, tree: Tree) -> dict[str, str]:
    """Return the words in the files of a tree, by content."""
    plan = plan_of(task)
    return {entry.content: plan.texts.get(path, name_of(path)) for path, entry in tree.files()}


def plan_of(task: Task) -> Plan:
    """Return the plan of the tree."""
    return task.starter.plan if isinstance(task.starter.plan, Plan) else Plan()


def scene(task: Task) -> dict[str, Any]:
    """Return what the page shows: the tree with its words, never what tells contents apart."""
    plan = plan_of(task)
    return {
        "root": plan.root,
        "entries": [
            *({"path": path, "folder": True} for path in plan.folders),
            *(
                {
                    "path": path,
                    "folder": False,
                    "readonly": path in plan.readonly,
                    "hidden": path in plan.hidden,
                    "text": plan.texts.get(path, ""),
                }
                for path in plan.files
            ),
        ],
    }
