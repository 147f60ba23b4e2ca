"""Content of sealed papers is read once, marked and shown as any other, and cannot be changed."""

from __future__ import annotations

import pytest

from app.engines import items
from app.engines.items import Sealed

EXAMPLES = [
    (kind.NAME, number, example)
    for kind in items.KINDS.values()
    for number, example in enumerate(kind.EXAMPLES)
]
IDS = [f"{name}-{number}" for name, number, _ in EXAMPLES]


@pytest.mark.parametrize(("name", "_number", "example"), EXAMPLES, ids=IDS)
def test_it_is_marked_and_shown_as_the_content_itself(
    name: str, _number: int, example: items.Example
) -> None:
    sealed = Sealed(example.content)
    answer = {"kind": name, "value": example.value}
    for _ in range(2):
        assert items.mark(sealed, answer, 3) == items.mark(dict(example.content), answer, 3)
        assert items.present(sealed, 7) == items.present(dict(example.content), 7)


@pytest.mark.parametrize("kind", items.KINDS.values(), ids=list(items.KINDS))
def test_every_kind_reads_it_once(kind: items.Kind) -> None:
    content = kind.EXAMPLES[0].content
    sealed = Sealed(content)
    assert kind.read(sealed) is kind.read(sealed)
    assert kind.read(content) is not kind.read(content)


def test_changing_it_is_refused() -> None:
    sealed = Sealed({"kind": "single"})
    with pytest.raises(TypeError):
        sealed["kind"] = "judge"
    with pytest.raises(TypeError):
        sealed.update(kind="judge")
    with pytest.raises(TypeError):
        del sealed["kind"]
    assert sealed == {"kind": "single"}
