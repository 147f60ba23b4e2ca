"""What bringing 10,000 items into a bank costs, format by format.

    ./run bench bank
    python benchmarks/bank.py [--items 10000] [--json]

Files as other systems write them (GIFT, Moodle XML, a QTI package, a CSV table, a Chinese exam
paper) are made, then imported by the very service the command line uses, on SQLite in a file: read,
cleaned, proved, saved as drafts, one transaction. Each run is a process of its own. The cost is
its CPU time; memory is how much higher the peak is for all items than for a tenth of them.

Targets: at most 15 s of CPU for 10,000 items of a format; memory that grows by no more than the
file itself and 48 MB, however many items there are. Looking for near-duplicates among all items
takes at most 15 s.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

MOST_SECONDS, MOST_GROWTH_MB = 15.0, 48.0
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
SEED = 20261124
TENTH = 10
WORDS = (
    *("政务内网", "政务外网", "逻辑隔离", "物理隔离", "公文", "签发", "归档", "电子印章"),
    *("数据共享", "目录", "接口", "备份", "恢复", "口令", "移动存储", "介质", "审批", "备案"),
    *("采购", "验收", "标准", "统计表", "公式", "函数", "页面", "行距", "字号", "标题"),
)
MATCH = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/match_correct"


class Maker:
    """Makes questions of other people: stem, four options, reasons, an explanation."""

    def __init__(self) -> None:
        self.chance = random.Random(SEED)  # noqa: S311 - not for secrets

    def phrase(self, count: int) -> str:
        """Return so many words."""
        return "".join(self.chance.choice(WORDS) for _ in range(count))

    def question(self, number: int) -> dict[str, Any]:
        """Return one question as plain values."""
        options = [f"{self.phrase(3)}{letter}" for letter in "甲乙丙丁"]
        return {
            "number": number,
            "stem": f"{self.phrase(9)}（第 {number} 问），下列做法正确的是哪一项？",
            "options": options,
            "key": self.chance.randrange(4),
            "whys": [self.phrase(4) for _ in options],
            "explain": self.phrase(8),
        }


def gift(questions: list[dict[str, Any]]) -> bytes:
    """A GIFT file with HTML, feedback and escaped signs."""
    blocks = []
    for one in questions:
        rows = "".join(
            f"\n\t{'=' if place == one['key'] else '~'}[html]<p>{text}</p>#{one['whys'][place]}"
            for place, text in enumerate(one["options"])
        )
        head = f"::题 {one['number']}::[html]<p>{one['stem']} 1 \\= 1</p>"
        blocks.append(f"// question: {one['number']}\n{head}{{{rows}\n####{one['explain']}\n}}")
    return "\n\n".join(blocks).encode()


def moodle(questions: list[dict[str, Any]]) -> bytes:
    """A Moodle XML file as Moodle exports it."""
    found = ['<?xml version="1.0" encoding="UTF-8"?>\n<quiz>']
    for one in questions:
        answers = "".join(
            f'<answer fraction="{100 * (place == one["key"])}" format="html">'
            f"<text><![CDATA[<p>{text}</p>]]></text>"
            f'<feedback format="html"><text><![CDATA[<p>{one["whys"][place]}</p>]]></text>'
            "</feedback></answer>"
            for place, text in enumerate(one["options"])
        )
        found.append(
            f'<question type="multichoice"><name><text>题 {one["number"]}</text></name>'
            f'<questiontext format="html"><text><![CDATA[<p>{one["stem"]}<br></p>]]></text>'
            f'</questiontext><generalfeedback format="html"><text><![CDATA[<p>{one["explain"]}'
            "</p>]]></text></generalfeedback><defaultgrade>1.0000000</defaultgrade>"
            f"<single>true</single><shuffleanswers>true</shuffleanswers>{answers}</question>"
        )
    return "\n".join([*found, "</quiz>"]).encode()


def qti(questions: list[dict[str, Any]]) -> bytes:
    """A QTI 2.1 package, one file an item."""
    held = io.BytesIO()
    resources = []
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for one in questions:
            name = f"items/item_{one['number']:05}.xml"
            archive.writestr(name, _item(one))
            resources.append(
                f'<resource identifier="R{one["number"]}" type="imsqti_item_xmlv2p1" '
                f'href="{name}"><file href="{name}"/></resource>'
            )
        manifest = (
            '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="M">'
            f"<organizations/><resources>{''.join(resources)}</resources></manifest>"
        )
        archive.writestr("imsmanifest.xml", manifest)
    return held.getvalue()


def _item(one: dict[str, Any]) -> str:
    choices = "".join(
        f'<simpleChoice identifier="C{place}"><p>{escape(text)}</p></simpleChoice>'
        for place, text in enumerate(one["options"])
    )
    return (
        '<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" '
        f'identifier="I{one["number"]}" title="题 {one["number"]}" adaptive="false" '
        'timeDependent="false"><responseDeclaration identifier="RESPONSE" cardinality="single" '
        f'baseType="identifier"><correctResponse><value>C{one["key"]}</value></correctResponse>'
        '</responseDeclaration><outcomeDeclaration identifier="SCORE" cardinality="single" '
        f'baseType="float"/><itemBody><p>{escape(one["stem"])}</p><choiceInteraction '
        f'responseIdentifier="RESPONSE" shuffle="true" maxChoices="1">{choices}'
        f'</choiceInteraction></itemBody><responseProcessing template="{MATCH}"/></assessmentItem>'
    )


def table(questions: list[dict[str, Any]]) -> bytes:
    """A CSV table in GB18030."""
    rows = ["题型,题干,选项A,选项B,选项C,选项D,答案,解析,难度"]
    rows += [
        f"单选题,{one['stem'].replace(',', '，')},{','.join(one['options'])},"
        f"{'ABCD'[one['key']]},{one['explain']},0.6"
        for one in questions
    ]
    return "\n".join(rows).encode("gb18030")


def paper(questions: list[dict[str, Any]]) -> bytes:
    """A Chinese exam paper as text."""
    blocks = []
    for one in questions:
        options = "　".join(
            f"{letter}．{text}" for letter, text in zip("ABCD", one["options"], strict=True)
        )
        answer = f"答案：{'ABCD'[one['key']]}　解析：{one['explain']}　难度：0.6"
        blocks.append(f"{one['number']}．{one['stem']}\n{options}\n{answer}")
    return "\n".join(blocks).encode()


FORMATS: dict[str, Callable[[list[dict[str, Any]]], bytes]] = {
    "gift": gift,
    "moodle-xml": moodle,
    "qti": qti,
    "csv": table,
    "text": paper,
}


def work(path: Path, name: str) -> None:
    """Import one file in this process, and print CPU seconds, peak memory and the count."""
    from sqlalchemy.orm import Session  # noqa: PLC0415 - after the folder is set

    from app.domain.bank import services  # noqa: PLC0415
    from app.domain.bank.models import Bank  # noqa: PLC0415
    from app.domain.people.models import Person  # noqa: PLC0415
    from app.engines.bankfiles import interchange  # noqa: PLC0415
    from app.kernel.actor import SYSTEM  # noqa: PLC0415
    from app.kernel.tier import Tier  # noqa: PLC0415
    from app.schema import Base  # noqa: PLC0415
    from app.store import crypto  # noqa: PLC0415
    from app.store.engine import make_engine  # noqa: PLC0415
    from config import Testing  # noqa: PLC0415

    crypto.FieldKey.set(Testing().FIELD_KEY)
    engine = make_engine(f"sqlite:///{path.parent}/{path.name}.db")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        person = Person(code="B1", full_name="王芳")
        bank = Bank(
            code="user",
            title="题库",
            title_en="Bank",
            tier=Tier.USER,
            org_path="/440000/",
            created_at=NOW,
        )
        session.add_all([person, bank])
        session.commit()
        data = path.read_bytes()
        start = time.process_time()
        format_ = interchange.detect(data, name)
        report = services.import_items(
            session,
            actor=SYSTEM,
            bank_code="user",
            file=services.ImportFile(
                name=name, digest=sha256(data).hexdigest(), format=format_.value
            ),
            entries=interchange.stream(data, name, format_),
            author_id=person.id,
            now=NOW,
        )
        session.commit()
        seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, peak, report.imported, format_.value]))


def measure(folder: Path, name: str, questions: list[dict[str, Any]]) -> tuple[float, float, int]:
    """Return CPU seconds, peak memory in MB and the count of one import."""
    path = folder / f"{name}-{len(questions)}"
    path.write_bytes(FORMATS[name](questions))
    command = [sys.executable, __file__, "--work", str(path), "--name", f"items.{name}"]
    environment = {**os.environ, "XUEKAO_VAR": str(folder), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    seconds, peak, count, found = json.loads(done.stdout.strip().splitlines()[-1])
    if (found, count) != (name, len(questions)):
        raise SystemExit(f"{name}: {count} of {len(questions)} items imported as {found}")
    return seconds, peak, count


def duplicates(questions: list[dict[str, Any]]) -> float:
    """Return the CPU seconds of looking for near-duplicates."""
    from app.engines.bankfiles.duplicates import find_duplicates  # noqa: PLC0415

    texts = {f"Q{one['number']}": one["stem"] + "".join(one["options"]) for one in questions}
    start = time.process_time()
    find_duplicates(texts)
    return time.process_time() - start


def figures(count: int) -> list[tuple[str, float, float]]:
    """Return every figure with its value and its target."""
    maker = Maker()
    questions = [maker.question(number) for number in range(1, count + 1)]
    scale = count / 10_000
    found = []
    with tempfile.TemporaryDirectory(prefix="xuekao-bench-") as name:
        folder = Path(name)
        for format_ in FORMATS:
            _, small, _ = measure(folder, format_, questions[: max(1, count // TENTH)])
            seconds, peak, _ = measure(folder, format_, questions)
            size = (folder / f"{format_}-{count}").stat().st_size / (1 << 20)
            found.append((f"{format_} CPU s", seconds, MOST_SECONDS * scale))
            found.append((f"{format_} memory MB", peak - small, MOST_GROWTH_MB + size))
    found.append(("duplicates CPU s", duplicates(questions), MOST_SECONDS * scale))
    return found


def main() -> None:
    """Measure and report; exit 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--work", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--name", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work, options.name)
        return
    is_ok = True
    for figure, value, target in figures(options.items):
        ok = value <= target
        is_ok = is_ok and ok
        if options.json:
            row = {"bench": "bank", "figure": figure, "value": round(value, 2)}
            print(json.dumps({**row, "target": round(target, 2), "ok": ok}), flush=True)
        else:
            print(f"{figure:<22} {value:8.2f}  target {target:8.2f}  {'ok' if ok else 'MISSED'}")
    raise SystemExit(0 if is_ok else 1)


if __name__ == "__main__":
    main()
