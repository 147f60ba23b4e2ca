"""Office files of other people through the guard and our readers: nothing may crash or take long.

    python -m benchmarks.corpus FOLDER [--json]

Every .docx, .xlsx, .xlsm and .pptx below FOLDER is opened as an upload is, each in the grader's own
limits of memory and time. A refusal with a reason is right; an exception, a file over ten seconds
or a process that dies is not. Files are not part of the repository.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections import Counter
from pathlib import Path

from app.domain.marking.child import limit
from app.engines import practicals
from app.engines.practicals.refusals import RefusedError

ENDINGS = {".docx", ".xlsx", ".xlsm", ".pptx"}
LONGEST = 10.0


def look(path: Path) -> tuple[str, float]:
    """Return what became of a file, and its CPU seconds."""
    started = time.process_time()
    try:
        outcome = practicals.inspect(path.read_bytes())["module"]
    except RefusedError as refusal:
        outcome = f"refused: {refusal.code}"
    except Exception as error:  # noqa: BLE001 - that is what is looked for
        outcome = f"CRASH {type(error).__name__}: {str(error)[:80]}"
    return outcome, time.process_time() - started


def main() -> None:
    """Look at all files of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    paths = sorted(p for p in options.folder.rglob("*") if p.suffix.lower() in ENDINGS)
    counts: Counter[str] = Counter()
    slowest, bad = 0.0, []
    with multiprocessing.get_context("spawn").Pool(2, initializer=limit) as pool:
        for number, (path, task) in enumerate(
            [(path, pool.apply_async(look, (path,))) for path in paths], start=1
        ):
            try:
                outcome, seconds = task.get(timeout=LONGEST * 6)
            except multiprocessing.TimeoutError:
                outcome, seconds = "CRASH no answer", LONGEST
            counts[outcome] += 1
            slowest = max(slowest, seconds)
            if outcome.startswith("CRASH") or seconds > LONGEST:
                bad.append(f"{path.name}: {outcome} ({seconds:.1f} s)")
            print(f"\r{number}/{len(paths)}", end="", file=sys.stderr)
    print(file=sys.stderr)
    if options.json:
        found = {"value": len(paths), "bad": len(bad), "slowest_s": round(slowest, 2)}
        print(json.dumps({"bench": "corpus", "figure": "files", **found, "ok": not bad}))
    else:
        for outcome, count in counts.most_common():
            print(f"{count:6}  {outcome}")
        print(f"slowest {slowest:.2f} s CPU; {len(bad)} bad of {len(paths)}")
        print("\n".join(bad))
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
