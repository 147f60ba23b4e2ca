"""QTI of others: 267 cases of processing, and packages whose keys name no choice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app.engines import items
from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange.guard import PARSER_OPTIONS
from app.engines.bankfiles.interchange.qti.processing import Processor, UnsupportedError
from app.engines.bankfiles.interchange.qti.tree import normalize
from tests.engines.bankfiles.interchange.material import files, needs_material

CONFORMANCE = "qti-conformance-pie/packages/item-player/tests/conformance/fixtures/*/cases.json"
PACKAGES = "bioproblems-qti/site_docs/**/downloads/*.zip"


def cases() -> list[Any]:
    """Every case: the item, the responses, what is expected."""
    found = []
    for file in files(CONFORMANCE):
        stored = json.loads(file.read_text(encoding="utf-8"))
        for case in stored["cases"]:
            id_ = f"{file.parent.name}: {case['name']}"
            found.append(pytest.param(file.parent, stored.get("seed", 1), case, id=id_))
    return found


def is_same(found: Any, wanted: Any) -> bool:
    if isinstance(found, bool) or isinstance(wanted, bool):
        return found is wanted
    if isinstance(found, int | float) and isinstance(wanted, int | float):
        return bool(abs(found - wanted) < 1e-9)
    return bool(found == wanted)


@needs_material
def test_there_are_267_cases() -> None:
    assert len(cases()) == 267


@pytest.mark.parametrize(("folder", "seed", "case"), cases())
def test_responses_give_the_outcomes_that_the_standard_asks_for(
    folder: Path, seed: int, case: dict[str, Any]
) -> None:
    parser = etree.XMLParser(**PARSER_OPTIONS)
    root = normalize(etree.parse(str(folder / "item.xml"), parser).getroot())
    processor = Processor(root, seed)
    if case.get("xfail"):
        with pytest.raises(UnsupportedError):
            processor.run(case["responses"])
        return
    processor.run(case["responses"])
    outcomes, expect = processor.outcomes(), case["expect"]
    wrong = {
        name: (outcomes.get(name), wanted)
        for name, wanted in expect.get("outcomes", {}).items()
        if not is_same(outcomes.get(name), wanted)
    }
    assert wrong == {}
    if "score" in expect:
        assert is_same(outcomes.get("SCORE") or 0, expect["score"])
    if "modalFeedbackIdentifiers" in expect:
        assert processor.feedback() == expect["modalFeedbackIdentifiers"]


def by_question(file: Path) -> dict[tuple[str, ...], str]:
    """Stem and options → the text of the right answer."""
    found = {}
    for item in interchange.read(file.read_bytes(), file.name).items:
        options = item.content.get("options", {})
        texts = tuple(sorted(option["text"] for option in options.values()))
        key = item.content["key"]
        answer = options[key]["text"] if options else str(key["value"])
        found[item.content["stem"], *texts] = answer
    return found


@pytest.mark.parametrize("file", files(PACKAGES), ids=lambda file: file.name)
def test_every_item_of_the_packages_can_be_answered_right(file: Path) -> None:
    result = interchange.read(file.read_bytes(), file.name)
    assert result.found == len(result.items) > 80
    for item in result.items:
        mark = items.mark(item.content, items.full_response(item.content), 1)
        assert mark.status is items.Status.RIGHT
    has_false_keys = "blackboard" in file.name and "ztest" not in file.name
    said = [p for p in result.warned if p.reason.msgid.startswith("The key %(old)s names no")]
    assert len(said) == (len(result.items) if has_false_keys else 0)


@needs_material
def test_repaired_keys_are_those_of_the_same_questions_in_the_other_format() -> None:
    compared = 0
    for file in files(PACKAGES):
        if not file.name.startswith("blackboard"):
            continue
        twin = file.with_name(file.name.replace("blackboard_qti_v2_1", "canvas_qti_v1_2"))
        mine, other = by_question(file), by_question(twin)
        shared = set(mine) & set(other)
        compared += len(shared)
        assert [key for key in shared if mine[key] != other[key]] == []
    assert compared > 600
