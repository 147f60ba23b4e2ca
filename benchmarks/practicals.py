"""What grading a practical costs: CPU milliseconds per call, over the delivered tasks.

    python -m benchmarks.practicals [--json] [--rounds 40] [--submissions 1000]

"In other words": every formula of the model answer stands in brackets, so that it is judged by
trials, as that of a candidate who found another way; as wanted, it needs none.

Targets for a grading of the model answer, at the median: 20 ms for documents and slides, 60 ms for
workbooks, whose formulas are computed again for many inputs. One more task has 600 formulas. With
`--submissions` so many model and wrong answers are graded by two warm processes.
"""

from __future__ import annotations

import argparse
import copy
import io
import json
import multiprocessing
import re
import statistics
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from app.engines.practicals import (
    bound,
    grade,
    model_answer,
    preflight,
    read_task,
    starter,
    wrong_answer,
)

TASKS = Path(__file__).parents[1] / "question_banks" / "practicals"
TARGETS = {"word": 20.0, "slides": 20.0, "sheet": 60.0}
HEAVY = "sheet-annual-review"
HEAVY_ROWS = 150
PROCESSES = 2
BAR = 40
FORMULA = re.compile(rb"(<f(?: [^>]*)?(?<!/)>)([^<]+)(</f>)")


def measured(call: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return median and 95th percentile of the CPU milliseconds of a call."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        call()
        times.append((time.process_time() - started) * 1000)
    times.sort()
    return statistics.median(times), times[int(0.95 * (len(times) - 1))]


def mappings() -> Iterator[Mapping[str, Any]]:
    """Yield the delivered tasks on office files, and the one with many formulas."""
    for path in sorted(TASKS.glob("*/task.yaml")):
        mapping = yaml.safe_load(path.read_text(encoding="utf-8"))
        if mapping["module"] in TARGETS:
            yield mapping
        if mapping["id"] == HEAVY:
            heavy = copy.deepcopy(mapping)
            heavy["id"] = f"{HEAVY}-600"
            heavy["starter"]["workbook"]["sheets"][0]["tables"][0]["rows"] = HEAVY_ROWS
            yield heavy


def in_other_words(workbook: bytes) -> bytes:
    """Return a workbook with every formula of its sheets in brackets."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as given, zipfile.ZipFile(made, "w") as written:
        for part in given.infolist():
            data = given.read(part)
            if part.filename.startswith("xl/worksheets/sheet"):
                data = FORMULA.sub(rb"\1(\2)\3", data)
            written.writestr(part, data)
    return made.getvalue()


def rows(rounds: int) -> Iterator[dict[str, object]]:
    """Yield one row for each task and step."""
    for mapping in mappings():
        task = bound(read_task(mapping), 1)
        answer, given = model_answer(task, 1), starter(task, 1)
        steps: dict[str, Callable[[], object]] = {
            "grade the model answer": partial(grade, task, answer, 1),
            "grade the untouched starter": partial(grade, task, given, 1),
            "preflight": partial(preflight, task, answer),
            "read the task": partial(read_task, mapping, 2),
            "make a starter": partial(starter, task, 1),
        }
        if task.module == "sheet":
            other = in_other_words(answer)
            steps["grade it in other words"] = partial(grade, task, other, 1)
        for step, call in steps.items():
            median, p95 = measured(call, rounds)
            yield {
                "task": task.id,
                "module": task.module,
                "step": step,
                "median_ms": round(median, 2),
                "p95_ms": round(p95, 2),
            }


def submissions(number: int) -> list[tuple[Mapping[str, Any], bytes]]:
    """Return so many answers, right and wrong, to all tasks in turn."""
    kinds: list[tuple[Mapping[str, Any], bytes]] = []
    for mapping in mappings():
        task = bound(read_task(mapping), 1)
        files = [model_answer(task, 1), wrong_answer(task, 1, 0), wrong_answer(task, 1, 1)]
        kinds += [(mapping, data) for data in files]
    return [kinds[index % len(kinds)] for index in range(number)]


def graded(submission: tuple[Mapping[str, Any], bytes]) -> float:
    """Grade one submission from its task as it is stored."""
    mapping, data = submission
    return grade(read_task(mapping, 1), data, 1).score


def grade_many(number: int) -> dict[str, object]:
    """Grade so many submissions by warm processes, with a bar."""
    work = submissions(number)
    started = time.monotonic()
    with multiprocessing.Pool(PROCESSES) as pool:
        for done, _score in enumerate(pool.imap_unordered(graded, work, chunksize=8), 1):
            filled = BAR * done // number
            sys.stderr.write(f"\r[{'#' * filled}{'.' * (BAR - filled)}] {done}/{number}")
    sys.stderr.write("\n")
    seconds = time.monotonic() - started
    return {
        "task": "all",
        "step": f"{number} submissions, {PROCESSES} processes",
        "seconds": round(seconds, 1),
        "per_second": round(number / seconds, 1),
    }


def main() -> None:
    """Print the table, or one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--submissions", type=int, default=0)
    options = parser.parse_args()
    for row in rows(options.rounds):
        if options.json:
            print(json.dumps(row))
        else:
            print(f"{row['task']:<24} {row['step']:<28} {row['median_ms']:>7} {row['p95_ms']:>7}")
    if options.submissions:
        print(json.dumps(grade_many(options.submissions)))
    if not options.json:
        said = ", ".join(f"{module} {target:g}" for module, target in TARGETS.items())
        print(f"CPU ms, median and p95; targets for a grading: {said}")


if __name__ == "__main__":
    main()
