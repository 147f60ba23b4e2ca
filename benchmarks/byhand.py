"""Every office task solved in LibreOffice by hand-made steps, then graded.

    python -m benchmarks.byhand [TASK…] [--seed 7] [--keep FOLDER] [--json]

The steps of `benchmarks/hands` do in LibreOffice what the task asks for, in its words and not from
its model answer: they open the candidate's file, type, choose and save. Then our engine grades the
untouched file and the finished one. Expected: the floor of the task and full points. Needs
LibreOffice and a Python that has `uno` (Debian: python3-uno).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from app.engines import practicals
from app.store.files import beside
from benchmarks.libre_office import told

HERE = Path(__file__).parent
TASKS = HERE.parent / "question_banks" / "practicals"
HANDS = HERE / "hands"


def read(name: str) -> practicals.Task:
    """Read a delivered task with the files beside it."""
    path = TASKS / name / "task.yaml"
    mapping = yaml.safe_load(path.read_text(encoding="utf-8"))
    return practicals.read_task(practicals.with_files(mapping, beside(path.parent)))


def names() -> list[str]:
    """Return the tasks that hands know, in the order of their names."""
    known = {path.stem.replace("_", "-") for path in HANDS.glob("*.py")}
    return sorted(
        path.parent.name for path in TASKS.glob("*/task.yaml") if path.parent.name in known
    )


def main() -> int:
    """Solve, grade, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("tasks", nargs="*", default=[])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        rows = run(given.tasks or names(), given.seed, given.keep or Path(scratch))
    for row in rows:
        print(json.dumps(row, ensure_ascii=False) if given.json else shown(row))
    return 0 if all(row["full"] for row in rows) else 1


def run(tasks: list[str], seed: int, folder: Path) -> list[dict[str, Any]]:
    """Solve and grade tasks; the files stay in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines, rows = [], []
    for name in tasks:
        task = read(name)
        start = folder / f"{name}-start{Path(task.starter_name).suffix}"
        start.write_bytes(practicals.starter(task, seed))
        lines.append(json.dumps([name, str(start), str(done(start)), words_of(task, seed)]))
    for said in told(HANDS / "solve.py", lines):
        rows.append(judged(said, seed, folder))
        print(".", end="", file=sys.stderr, flush=True)
    return rows


def words_of(task: practicals.Task, seed: int) -> str:
    """Return the words of a task as its candidate reads them."""
    return str(practicals.bound(task, seed).instructions)


def done(start: Path) -> Path:
    """Return where the finished file of a start file goes."""
    return start.with_name(start.name.replace("-start.", "-done."))


def judged(said: Mapping[str, Any], seed: int, folder: Path) -> dict[str, Any]:
    """Grade the untouched and the finished file of a task."""
    task = read(said["task"])
    start = next(folder.glob(f"{said['task']}-start.*"))
    floor = practicals.grade(task, start.read_bytes(), seed)
    row: dict[str, Any] = {"task": said["task"], "points": task.points, "untouched": floor.score}
    if "error" in said:
        return {**row, "full": False, "error": said["error"]}
    found = practicals.grade(task, done(start).read_bytes(), seed)
    missed = [
        {"id": one.id, "title": one.title, "score": one.score, "points": one.points,
         "found": str(one.found)}
        for one in found.checks if one.score < one.points
    ]  # fmt: skip
    guards = [one.title for one in found.guards if one.deducted]
    full = found.score == task.points and floor.score == task.starter.floor
    return {**row, "score": found.score, "full": full, "missed": missed, "guards": guards}


def shown(row: Mapping[str, Any]) -> str:
    """Return a row for people."""
    if "error" in row:
        return f"{row['task']}: {row['error']}"
    scores = f"untouched {row['untouched']:g}, by hand {row['score']:g} / {row['points']:g}"
    missed = [
        f"    {one['id']}: {one['score']:g} / {one['points']:g}  {one['found']}"
        for one in row["missed"]
    ]
    guards = [f"    guard: {one}" for one in row["guards"]]
    return "\n".join([f"{row['task']:24} {scores}", *missed, *guards])


if __name__ == "__main__":
    sys.exit(main())
