"""What grading a practical costs: CPU milliseconds per call, over the delivered tasks.

    python -m benchmarks.practicals [--json] [--rounds 200]

Target: a grading of the model answer within 20 ms at the median.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import yaml

from app.engines.practicals import bound, grade, model_answer, preflight, read_task, starter

TASKS = Path(__file__).parents[1] / "question_banks" / "practicals"
TARGET_MS = 20.0


def measured(call: Callable[[], object], rounds: int) -> tuple[float, float]:
    """Return median and 95th percentile of the CPU milliseconds of a call."""
    times = []
    for _ in range(rounds):
        started = time.process_time()
        call()
        times.append((time.process_time() - started) * 1000)
    times.sort()
    return statistics.median(times), times[int(0.95 * (len(times) - 1))]


def rows(rounds: int) -> Iterator[dict[str, object]]:
    """Yield one row for each task and step."""
    for path in sorted(TASKS.glob("*/task.yaml")):
        mapping = yaml.safe_load(path.read_text(encoding="utf-8"))
        task = bound(read_task(mapping), 1)
        answer, given = model_answer(task, 1), starter(task, 1)
        steps: dict[str, Callable[[], object]] = {
            "grade the model answer": partial(grade, task, answer, 1),
            "grade the untouched starter": partial(grade, task, given, 1),
            "preflight": partial(preflight, task, answer),
            "read the task": partial(read_task, mapping, 2),
            "make a starter": partial(starter, task, 1),
        }
        for step, call in steps.items():
            median, p95 = measured(call, rounds)
            yield {
                "task": task.id,
                "step": step,
                "median_ms": round(median, 2),
                "p95_ms": round(p95, 2),
            }


def main() -> None:
    """Print the table, or one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()
    for row in rows(options.rounds):
        if options.json:
            print(json.dumps(row))
        else:
            print(f"{row['task']:<16} {row['step']:<30} {row['median_ms']:>7} {row['p95_ms']:>7}")
    if not options.json:
        print(f"CPU ms, median and p95; target for a grading {TARGET_MS:g} ms")


if __name__ == "__main__":
    main()
