"""What was acknowledged, what is stored, what is lost: counted for each failure and printed."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

LEDGER = Path(os.environ.get("XUEKAO_CHAOS_LEDGER", "/dev/null"))
RECORD = """
const plain = window.fetch;
window.fetch = async (url, options = {}) => {
  const answer = await plain(url, options);
  if (options.method === "PUT" && answer.ok) {
    const body = await answer.clone().json();
    const sent = JSON.parse(options.body);
    const acks = JSON.parse(sessionStorage.getItem("acks") ?? "[]");
    for (const [seq, , , payload] of sent.events) {
      if (sent.epoch === body.epoch && seq <= body.through) acks.push([sent.epoch, seq, payload]);
    }
    sessionStorage.setItem("acks", JSON.stringify(acks));
  }
  return answer;
};
"""
"""Notes in the page which entries the server has acknowledged; survives a reload."""
ACKS = "JSON.parse(sessionStorage.getItem('acks') ?? '[]')"


@dataclass(frozen=True, slots=True)
class Count:
    """One failure played with all kinds of items."""

    failure: str
    kinds: int
    acknowledged: int
    stored: int
    lost: int


def note(count: Count) -> None:
    """Keep a count for the table at the end; `./run test chaos` says where."""
    with LEDGER.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(count)) + "\n")


def table() -> str:
    """Return the counts as a table with their sums, and as one line of JSON."""
    rows = [Count(**json.loads(line)) for line in LEDGER.read_text("utf-8").splitlines()]
    sums = {name: sum(getattr(one, name) for one in rows)
            for name in ("kinds", "acknowledged", "stored", "lost")}  # fmt: skip
    rows.append(Count("sum", **sums))
    lines = [f"{'failure':<22}{'kinds':>7}{'acknowledged':>14}{'stored':>8}{'lost':>6}"]
    lines += [
        f"{one.failure:<22}{one.kinds:>7}{one.acknowledged:>14}{one.stored:>8}{one.lost:>6}"
        for one in rows
    ]
    return "\n".join([*lines, json.dumps({"chaos": [asdict(one) for one in rows]})])


if __name__ == "__main__":
    sys.stdout.write(table() + "\n")
