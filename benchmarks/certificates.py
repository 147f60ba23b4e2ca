"""What one certificate, one ticket and 10,000 rows of a workbook cost.

    python benchmarks/certificates.py [--count 200] [--json]

CPU time of one process, fonts already read; targets: certificate 30 ms and 100 kB.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.documents import certificate, ticket, workbook
from app.documents.workbook import Column, Kind, Row, SheetSpec, Total, WorkbookSpec
from tests.factories.documents import certificate_facts, ticket_facts

ROWS = 10_000
COLUMNS = (
    Column("name", "name", 12),
    Column("id_number", "ID number", 22, Kind.ID),
    *(Column(f"text{n}", f"text {n}", 14) for n in range(10)),
    *(Column(f"figure{n}", f"figure {n}", 10, Kind.DECIMAL, Total.SUM) for n in range(7)),
    Column("day", "day", 12, Kind.DATE),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the table: what, milliseconds of CPU and kilobytes each."""

    what: str
    ms: float
    kb: float


def measure(what: str, count: int, make: Callable[[int], int]) -> Finding:
    """Make `count` of a thing after one to warm up."""
    make(0)
    started, size = time.process_time(), 0
    for number in range(1, count + 1):
        size += make(number)
    return Finding(what, (time.process_time() - started) / count * 1e3, size / count / 1e3)


def name(number: int) -> str:
    """Return a name of three characters that differs from its neighbours."""
    return chr(0x674E) + chr(0x4E00 + number * 13 % 20_000) + chr(0x5000 + number * 17 % 15_000)


def one_certificate(number: int) -> int:
    """Render a certificate of its own."""
    return len(certificate.render(certificate_facts(full_name=name(number))))


def one_ticket(number: int) -> int:
    """Render a ticket of its own."""
    return len(ticket.render(ticket_facts(full_name=name(number))))


def one_workbook(_number: int) -> int:
    """Write a workbook of 10,000 rows and 20 columns."""
    out = io.BytesIO()
    workbook.write(out, WorkbookSpec([SheetSpec("s", COLUMNS, total_label="total")]), {"s": rows()})
    return len(out.getvalue())


def rows() -> Iterator[Row]:
    """Rows of mixed Chinese text, numbers and dates."""
    for number in range(ROWS):
        row: dict[str, object] = {"name": name(number), "id_number": f"{number:018d}"}
        row |= {f"text{n}": name(number + n) * 3 for n in range(10)}
        row |= {f"figure{n}": Decimal(number % 1000) / 10 for n in range(7)}
        yield {**row, "day": date(2026, 11, 15)}


def main() -> None:
    """Print the table, or JSON lines."""
    parser = argparse.ArgumentParser(description="Measure the documents.")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    findings = [
        measure("certificate", options.count, one_certificate),
        measure("ticket", options.count, one_ticket),
        measure(f"workbook of {ROWS} x {len(COLUMNS)}", 1, one_workbook),
    ]
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    if options.json:
        for f in findings:
            print(json.dumps({"what": f.what, "cpu_ms": round(f.ms, 2), "kb": round(f.kb, 1)}))
        print(json.dumps({"what": "resident", "mb": round(resident, 1)}))
        return
    print(f"{'what':28} {'ms CPU each':>12} {'kB each':>10}")
    for f in findings:
        print(f"{f.what:28} {f.ms:12.1f} {f.kb:10.1f}")
    print(f"resident memory at the end: {resident:.0f} MB")


if __name__ == "__main__":
    main()
