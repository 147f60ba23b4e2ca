"""A whole exam, from one room to a province: what it costs, what N processors carry.

    ./run bench simulation
    python -m benchmarks.simulation [--candidates 200,1000] [--minutes 60] [--json]
                                    [--database postgresql | postgresql+psycopg://…]

The rehearsal of `flask exams simulate` (decision 0015), for several sizes: real requests to a real
server process with its worker, on a database with durable commits. Time is compressed while people
arrive and answer so far that the server stays below saturation; start and end keep their pace. The
figures are CPU of server and database for each candidate, waiting times, bytes, and what was
acknowledged, stored and lost. The last lines say how many candidates one processor carries.

Targets: no answer lost, nobody stranded. Waiting times are told and not judged: where one machine
plays both sides, they are those of shared processors.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from app.engines.rehearsal import capacity  # noqa: E402 - after the path
from app.rehearsal import run  # noqa: E402
from app.rehearsal.report import Report  # noqa: E402
from app.rehearsal.run import Options  # noqa: E402

WAITS = {"start": "paper_on_screen", "save": "save", "hand_in": "handed_in"}
PARTS = ("arrival", "start", "start_patient", "answering", "end")


@contextmanager
def database(wanted: str) -> Iterator[str]:
    """Give the address; `postgresql` starts a server of its own."""
    if wanted == "postgresql":
        from tests import postgres  # noqa: PLC0415 - only then

        with postgres.server() as url:
            yield url
    else:
        yield wanted


def measure(options: argparse.Namespace) -> Iterator[tuple[int, Report]]:
    """Play every size that was asked for."""
    with database(options.database) as url:
        for size in (int(one) for one in options.candidates.split(",")):
            wanted = Options(
                candidates=size, minutes=options.minutes, database=url, workers=options.workers,
                speed=options.compress, seed=options.seed, shared=ROOT / "var",
            )  # fmt: skip
            yield size, run.rehearse(wanted, _nothing, Told())


class Told:
    """Says on the terminal which phase has begun."""

    def __init__(self) -> None:
        self.phase = ""

    def __call__(self, share: float, phase: str) -> None:
        """Say it once."""
        if phase != self.phase:
            self.phase = phase
            print(f"  {share:4.0%} {phase}", file=sys.stderr)


def _nothing(_done: int, _whole: int) -> None:
    return None


def lines_of(size: int, report: Report) -> Iterator[dict[str, Any]]:
    """The figures of one size."""
    answers, costs = report.answers, report.costs
    assert answers is not None and costs is not None  # noqa: S101, PT018 - our own server

    def line(figure: str, value: float, *, target: float | None = None) -> dict[str, Any]:
        is_met = target is None or value <= target
        return {
            "bench": "simulation",
            "candidates": size,
            "engine": report.instance.engine,
            "figure": figure,
            "value": round(value, 2),
            "target": target,
            "ok": is_met,
        }

    yield line("acknowledged", answers.acknowledged)
    yield line("lost", answers.lost + answers.differing + answers.waiting, target=0)
    yield line("failed_people", report.played.count("failed"), target=0)
    yield line("failed_requests", report.failures)
    for name in ("sign_in", "arrival", "start", "minute", "pulse", "watch", "hand_in"):
        yield line(f"{name}_cpu_ms", getattr(costs, name))
    for name, kind in WAITS.items():
        times = report.played.field.tally.kinds[kind]
        yield line(f"{name}_p50_ms", times.quantile(0.5))
        yield line(f"{name}_p99_ms", times.quantile(0.99))
    for name in ("arrival", "answering"):
        yield line(f"{name}_speed", report.played.phase(name).speed)
    told = report.to_json()
    yield line("disk_kb_per_candidate", (told["bytes"]["disk_per_candidate"] or 0) / 1024)
    yield line(f"busiest_{told['bottleneck']['part']}_%", told["bottleneck"]["busy"] * 100)
    carried = capacity(costs, 1.0)
    for part in PARTS:
        yield line(f"one_core_{part}", getattr(carried, part))


def main() -> int:
    """Measure and print; the exit code says whether the targets are met."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--candidates", default="200,1000", help="sizes, with commas between")
    parser.add_argument("--minutes", type=int, default=60)
    parser.add_argument("--compress", type=float, default=None, help="default: as fast as can be")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="postgresql, or an address; default: SQLite")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    options = parser.parse_args()
    is_good = True
    for size, report in measure(options):
        for line in lines_of(size, report):
            is_good &= line["ok"]
            target = "" if line["target"] is None else f"<= {line['target']:g}"
            words = (
                f"{size:>7} {line['engine']:<11}{line['figure']:<26}{line['value']:>12}{target:>8}"
            )
            print(json.dumps(line) if options.json else words, flush=True)
    return 0 if is_good else 1


if __name__ == "__main__":
    raise SystemExit(main())
