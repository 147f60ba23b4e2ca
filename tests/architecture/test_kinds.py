"""A kind of item is whole: marked, shown, played, edited, explained and documented."""

from __future__ import annotations

import importlib
import re

import pytest
from flask import Flask, get_template_attribute
from werkzeug.datastructures import MultiDict

from app.engines import items
from app.web.answers import read_answer
from app.web.author import names, solution
from app.web.author.forms import FORMS
from app.web.candidate.texts import TEXTS
from tests.architecture.source import APP, ROOT

KINDS = sorted(items.KINDS)
NOT_WRITTEN_ON_A_PAGE = {"practical": "a folder with its task, checks and starter files"}
NOT_IN_ITEM_FILES = {"practical": "docs/practicals.md"}
CONTROL = re.compile(r"<(?:input|select|textarea)\b[^>]*\bname=\"([^\"]+)\"")


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_a_module_with_examples(kind: str) -> None:
    module = importlib.import_module(f"app.engines.items.{kind}")
    assert module is items.KINDS[kind] or hasattr(items.KINDS[kind], "EXAMPLES")
    assert [example.content["kind"] for example in items.KINDS[kind].EXAMPLES]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_shown_with_controls_that_can_be_read_back(app: Flask, kind: str) -> None:
    for example in items.KINDS[kind].EXAMPLES:
        with app.test_request_context():
            view = items.present(example.content, 1)
            page = str(get_template_attribute("macros/question.html", "question")(view))
        controls = set(CONTROL.findall(page))
        assert bool(controls) == (kind != "practical"), "the macro has no branch for this kind"
        sent = MultiDict(dict.fromkeys(controls, "A"))
        if controls:
            assert read_answer(view, sent)["kind"] == kind


@pytest.mark.parametrize("kind", KINDS)
def test_the_player_has_a_renderer_for_it(kind: str) -> None:
    index = (APP / "web/frontend/src/player/kinds/index.js").read_text(encoding="utf-8")
    table = index.split("export const KINDS = {")[1].split("}")[0]
    assert re.search(rf"^\s*{kind}\b", table, re.MULTILINE)


def test_the_player_knows_no_kind_that_is_not_there() -> None:
    index = (APP / "web/frontend/src/player/kinds/index.js").read_text(encoding="utf-8")
    table = index.split("export const KINDS = {")[1].split("}")[0]
    assert sorted(re.findall(r"^\s*(\w+)", table, re.MULTILINE)) == KINDS


def test_it_has_a_form_or_a_reason_to_have_none() -> None:
    assert set(KINDS) - set(FORMS) == set(NOT_WRITTEN_ON_A_PAGE)


@pytest.mark.parametrize("kind", KINDS)
def test_its_key_is_shown_with_the_reasons(app: Flask, kind: str) -> None:
    for example in items.KINDS[kind].EXAMPLES:
        has_key = kind != "practical" or "checks" in example.content["task"]
        with app.test_request_context():
            assert bool(solution.rows(dict(example.content))) == has_key


@pytest.mark.parametrize("kind", KINDS)
def test_it_has_a_name_in_both_languages(app: Flask, kind: str) -> None:
    found = []
    for locale in ("zh_CN", "en"):
        with app.test_request_context() as context:
            context.session["locale"] = locale
            found.append((names.kind_name(kind), str(TEXTS[f"kind.{kind}"])))
    assert all(name and name != kind for pair in found for name in pair)
    assert found[0] != found[1]


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_documented(kind: str) -> None:
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    assert f"| `{kind}` |" in glossary
    if kind not in NOT_IN_ITEM_FILES:
        assert f"\n**{kind}**" in (ROOT / "question_banks/README.md").read_text(encoding="utf-8")
