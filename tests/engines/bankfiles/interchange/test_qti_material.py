"""QTI of others: 267 cases of processing, and packages whose keys name no choice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app.engines import items
from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Found
from app.engines.bankfiles.interchange.build import LETTERS
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


def translated(root: Any, item: Found, raw: Mapping[str, Any]) -> Any:
    """A response of the file as a response to the item that was made of it."""
    nodes = [one for one in root.find("itemBody").iter() if str(one.tag).endswith("Interaction")]
    given = [raw.get(node.get("responseIdentifier")) for node in nodes]
    if item.kind == "short":
        return str(given[0] or "")
    if item.kind in ("blank", "cloze") and nodes[0].tag != "gapMatchInteraction":
        typed = [(str(n), one) for n, one in enumerate(map(letter, nodes, given), 1)]
        return {place: one for place, one in typed if one}
    if item.kind in ("match", "cloze"):
        pairs = [str(one).split() for one in given[0] or []]
        if item.kind == "cloze":
            pairs = [[gap, word] for word, gap in pairs]
            lists = [list(nodes[0].iter(name)) for name in ("gap", "gapText")]
        else:
            lists = [list(part) for part in nodes[0].findall("simpleMatchSet")]
        first, second = ([one.get("identifier") for one in part] for part in lists)
        return {str(first.index(a) + 1): LETTERS[second.index(b)] for a, b in pairs}
    if item.kind == "single":
        chosen = given[0][0] if isinstance(given[0], list) and given[0] else given[0]
        found = letter(nodes[0], chosen)
        return found if found in item.content["options"] else None
    return [letter(nodes[0], one) for one in given[0] or []]


def letter(node: Any, one: Any) -> str:
    names = ("simpleChoice", "inlineChoice", "hottext")
    known = [choice.get("identifier") for choice in node.iter(*names)]
    return LETTERS[known.index(one)] if one in known else str(one or "")


def marked(folder: Path) -> Iterator[tuple[str, float, float]]:
    """Each case of a folder: what our item gives, and what the file's rules give, of one."""
    (item,) = interchange.read((folder / "item.xml").read_bytes(), "item.xml").items
    parser = etree.XMLParser(**PARSER_OPTIONS)
    root = normalize(etree.parse(str(folder / "item.xml"), parser).getroot())
    stored = json.loads((folder / "cases.json").read_text(encoding="utf-8"))
    wanted = [case["expect"] for case in stored["cases"]]
    scores = [float(one.get("score", one.get("outcomes", {}).get("SCORE", 0))) for one in wanted]
    for case, score in zip(stored["cases"], scores, strict=True):
        raw = case["responses"]
        if item.kind == "single" and any(isinstance(v, list) and len(v) > 1 for v in raw.values()):
            continue
        value = translated(root, item, raw)
        given = {"kind": item.kind, "value": value} if value else None
        ours = float(items.mark(item.content, given, 12).points) / 12
        yield case["name"], ours, max(score, 0) / max(scores)


KEPT = (
    *("choice_match_correct", "contains_multiple", "member_multiple"),
    *("outcome_numeric_default_zero_accumulating", "qti22_advanced_q11_hottext"),
    *("qti22_advanced_q12_inline_choice", "qti22_advanced_q13_match"),
    *("qti22_basic_i9b_match_correct", "responseProcessing_template_match_correct"),
    *("templateProcessing_setCorrectResponse", "outcomeProcessing_outcomeCondition_equal"),
)
"""Items of the collection that are taken in without a loss of points, by their folders."""
SAID = (
    *("mapResponse_integer_mapKey", "mapResponse_mapEntry_caseSensitive_override"),
    *("mapping_mapResponse", "responseProcessing_template_map_response"),
    *("qti22_advanced_q6_gap_match", "qti22_basic_i9b_map_response"),
    *("mapResponse_bounds_default_duplicates", "qti22_advanced_i17_i9a_composite"),
)
"""Items that lose a part of their rules, and say so."""


@pytest.mark.parametrize("name", KEPT)
@needs_material
def test_items_that_are_taken_give_the_points_of_their_file(name: str) -> None:
    (folder,) = (one.parent for one in files(CONFORMANCE) if one.parent.name == name)
    wrong = [one for one in marked(folder) if abs(one[1] - one[2]) > 1e-3]
    assert wrong == []


@pytest.mark.parametrize("name", SAID)
@needs_material
def test_items_that_give_other_points_for_partly_right_answers_say_so(name: str) -> None:
    (folder,) = (one.parent for one in files(CONFORMANCE) if one.parent.name == name)
    (item,) = interchange.read((folder / "item.xml").read_bytes(), "item.xml").items
    assert item.warnings


@needs_material
def test_what_is_refused_of_the_90_items_is_refused_for_one_of_these_reasons() -> None:
    results = [
        interchange.read((one.parent / "item.xml").read_bytes(), "item.xml")
        for one in files(CONFORMANCE)
    ]
    reasons = Counter(str(one.reason.msgid)[:40] for result in results for one in result.refused)
    assert sum(len(result.items) for result in results) == 22
    assert reasons == {
        "The file declares an answer (%(names)s),": 32,
        "An empty or an arbitrary answer earns po": 10,
        "The item asks for no answer.": 6,
        "The file names no right answer, and no r": 6,
        "The item draws its values at random for ": 3,
        "Interactions of the kind %(name)s are no": 4,
        "No right answer is declared, and the rul": 2,
        "The item has no body.": 2,
        "The question offers only one option.": 1,
        "The picture or sound %(name)s is not in ": 1,
        "%(count)s options are right where one is": 1,
    }
