"""Our effective formats beside LibreOffice's, on documents of other people.

    python -m benchmarks.oracle [FOLDER] [--json] [--show 20]

Reads every .docx below FOLDER, and the starters, model answers and other encodings of the delivered
tasks on documents, which are in Chinese. For Chinese characters font and size are compared, for
Latin ones too, then bold, italic, strike, and of paragraphs alignment, indents, spacing and line
height. Needs LibreOffice and a Python that has `uno` (Debian: python3-uno). What LibreOffice cannot
know (indents in characters, spacing in lines, lists) is left out. Targets: fonts and sizes of
Chinese characters 99.9 %, the rest 99.5 %. Documents are not part of the repository.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import yaml

from app.engines import practicals
from app.engines.practicals.offices import OFFICES
from app.engines.practicals.refusals import RefusedError
from benchmarks.libre_office import told

HERE = Path(__file__).parent
TASKS = HERE.parent / "question_banks" / "practicals"
SEEDS = (1, 2, 3)
CJK = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
LATIN = re.compile("[A-Za-z]")
TARGETS = {"font.cjk": 0.999, "size.cjk": 0.999}
USUAL = 0.995
NEAR = 0.15
"""Points that rounding to hundredths of a millimetre may cost, twice."""


class Tally:
    """Equal and unequal, by property, with examples."""

    def __init__(self) -> None:
        self.equal: Counter[str] = Counter()
        self.unequal: Counter[str] = Counter()
        self.examples: dict[str, list[str]] = {}

    def note(self, name: str, ours: object, theirs: object, where: str, weight: int = 1) -> None:
        """Count one comparison."""
        if _alike(ours, theirs):
            self.equal[name] += weight
            return
        self.unequal[name] += weight
        self.examples.setdefault(name, []).append(f"{where}: {ours!r} | {theirs!r}")


def _alike(ours: object, theirs: object) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        return abs(ours - theirs) <= NEAR
    if isinstance(ours, str) and isinstance(theirs, str):
        if ours.startswith("auto ") and theirs.startswith("auto "):  # whole percents there
            return abs(float(ours[5:]) - float(theirs[5:])) < 0.0051  # noqa: PLR2004
        return ours.casefold() == theirs.casefold()
    return ours == theirs


def compare(found: Mapping[str, Any], tally: Tally, counts: Counter[str]) -> None:
    """Compare one document, paragraphs brought together by their text."""
    path = Path(found["path"])
    started = time.process_time()
    try:
        own = practicals.inspect(path.read_bytes())
    except RefusedError as refusal:
        counts[f"refused: {refusal.code}"] += 1
        return
    counts["slowest ms"] = max(counts["slowest ms"], round((time.process_time() - started) * 1000))
    if own["module"] != "word" or "error" in found:
        counts["not read by LibreOffice" if "error" in found else "other kind"] += 1
        return
    counts["documents"] += 1
    mine = [one for one in own["paragraphs"] if one["place"]["story"] == "body"]
    matcher = SequenceMatcher(
        None, [one["text"] for one in mine], [one["text"] for one in found["paragraphs"]],
        autojunk=False,
    )  # fmt: skip
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            ours, other = mine[block.a + step], found["paragraphs"][block.b + step]
            counts["paragraphs"] += 1
            _paragraph(ours, other, tally, path.name)


def _paragraph(ours: Mapping[str, Any], other: Mapping[str, Any], tally: Tally, name: str) -> None:
    where = f"{name} “{ours['text'][:16]}”"
    tally.note("align", ours["align"]["value"].replace("justify", "both"), other["align"], where)
    if not other["numbered"]:
        for side in ("first", "left", "right"):
            if ours[f"indent.{side}"]["chars"] is None:
                key = f"indent.{side}"
                tally.note(key, float(ours[key]["value"]), float(other[key]), where)
    for side in ("before", "after"):
        key = f"space.{side}"
        if ours[key]["lines"] is None:
            tally.note(key, float(ours[key]["value"]), float(other[key]), where)
    tally.note("line", ours["line"]["value"], _line(*other["line"]), where)
    _characters(ours, other, tally, where)


def _line(mode: int, height: int) -> str:
    if mode == 0:
        return f"auto {height / 100:g}"
    points = round(height * 72 / 2540, 1)
    return f"{ {1: 'atLeast', 2: 'leading', 3: 'exact'}[mode] } {points:g}"


def _characters(
    ours: Mapping[str, Any], other: Mapping[str, Any], tally: Tally, where: str
) -> None:
    mine = [(letter, run) for run in ours["runs"] for letter in run["text"]]
    others = [(letter, part) for part in other["portions"] for letter in part["text"]]
    if [one for one, _ in mine] != [one for one, _ in others]:
        return
    seen: Counter[tuple[str, str, str]] = Counter()
    for (letter, run), (_same, part) in zip(mine, others, strict=True):
        script = "cjk" if CJK.match(letter) else "latin" if LATIN.match(letter) else ""
        if not script:
            continue
        pairs = {
            f"font.{script}": (run[f"font.{script}"]["value"], part[f"font.{script}"]),
            f"size.{script}": (float(run["size"]["value"]), float(part[f"size.{script}"])),
            "bold": (run["bold"]["value"], part[f"bold.{script}"]),
            "strike": (run["strike"]["value"], part["strike"]),
        }
        if script == "latin":
            pairs["italic"] = (run["italic"]["value"], part["italic.latin"])
        for name, values in pairs.items():
            seen[name, json.dumps(values[0]), json.dumps(values[1])] += 1
    for (name, one, two), weight in seen.items():
        tally.note(name, json.loads(one), json.loads(two), where, weight)


def delivered(folder: Path) -> list[Path]:
    """Write the Chinese documents that the delivered tasks are made of, for some seeds."""
    made = []
    for path in sorted(TASKS.glob("*/task.yaml")):
        task = practicals.read_task(yaml.safe_load(path.read_text(encoding="utf-8")))
        if task.module != "word":
            continue
        for seed in SEEDS:
            files = {"starter": practicals.starter(task, seed)}
            files["answer"] = practicals.model_answer(task, seed)
            for name, rewrite in OFFICES["word"].variants.items():
                if "styled" not in name:  # two styles of one name there: LibreOffice merges them
                    files[name] = rewrite(files["answer"])
            for name, data in files.items():
                target = folder / f"{task.id}-{seed}-{name}.docx"
                target.write_bytes(data)
                made.append(target)
    return made


def report(tally: Tally, counts: Counter[str], *, as_json: bool, show: int) -> bool:
    """Print the shares; returns whether all targets are met."""
    is_met = True
    if not as_json:
        print("  ".join(f"{name} {count}" for name, count in counts.items()))
        print(f"{'property':14}{'compared':>10}{'equal':>10}{'target':>9}")
    for name in sorted(tally.equal | tally.unequal):
        total = tally.equal[name] + tally.unequal[name]
        share, target = tally.equal[name] / total, TARGETS.get(name, USUAL)
        is_met &= share >= target
        if as_json:
            found = {"value": round(share, 5), "compared": total, "target": target}
            ok = share >= target
            print(json.dumps({"bench": "oracle", "figure": name, **found, "ok": ok}))
        else:
            print(
                f"{name:14}{total:>10}{share:>10.2%}{target:>9.1%}", "" if share >= target else "!"
            )
            for example in tally.examples.get(name, [])[:show]:
                print(f"    {example}")
    return is_met


def main() -> None:
    """Compare all documents of a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", type=int, default=3)
    options = parser.parse_args()
    tally, counts = Tally(), Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        paths = delivered(Path(folder))
        paths += sorted(options.folder.rglob("*.docx")) if options.folder else []
        for found in told(HERE / "oracle_listener.py", map(str, paths)):
            compare(found, tally, counts)
    sys.exit(0 if report(tally, counts, as_json=options.json, show=options.show) else 1)


if __name__ == "__main__":
    main()
