"""Every page speaks the language that was chosen and no other, but for names and course texts."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
from flask import Flask, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actor import Role
from app.schema import Base
from tests.architecture.conftest import Visit
from tests.architecture.lists import FEW, LISTS
from tests.architecture.things import ALL, GUANGZHOU, Thing, someone

CHINESE = re.compile(r"[\u4e00-\u9fff]+")
LATIN = re.compile(r"[A-Za-z]*[a-z]{2}[A-Za-z]*")
"""Words; abbreviations in capitals are the same in Chinese."""
SHOWN = ("aria-label", "title", "placeholder", "alt", "data-label", "content")
SAME_IN_BOTH = {"中文", "学考", "English", "JavaScript", "Alt", "Ctrl", "Shift", "Enter", "Delete"}
"""Names of languages are written in themselves; the product has one name; keys bear theirs."""

QUOTED = {
    "author.import_file": {"答案"},
    "author.new_item": {"图"},
    "author.edit_item": {"图"},
    "author.practical": {"Markdown", "count", "coverage", "mode", "requires", "tree"},
    "author.practical_list": {"docx", "notice", "pptx", "task", "xlsx", "yaml", "zip"},
    "author.export_page": {"Word"},
    "invigilator.emergency_files": {"xke"},
    "persons.import_roster": {"et", "ods", "xls", "xlsx"},
    "persons.roster": {"姓名", "单位名称", "职务全称", "任现职时间"},
    "public.verify_receipt": {"json"},
}
"""Words of the other language that a page quotes: a pasted paper, the mark of a picture, keys of
the language of tasks, endings of files, the headings of a roster."""
DIGEST = re.compile(r"\b[0-9a-f]{32,}\b")
"""Letters of a digest are no words."""


class Reader(HTMLParser):
    """Collects what a person reads or hears of a page; not what scripts read."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in {"script", "style", "template"}
        if tag != "meta":
            self.words += [value for name, value in attrs if name in SHOWN and value]

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style", "template"}

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.words.append(data)


def _content(session: Session) -> str:
    """Everything that stands in the database: names, titles, texts of courses and items."""
    rows = [row for table in Base.metadata.sorted_tables for row in session.execute(select(table))]
    return "\n".join(json.dumps(list(row), ensure_ascii=False, default=str) for row in rows)


OTHER = {"en": CHINESE, "zh_CN": LATIN}


def _strange(visit: Visit, endpoint: str) -> dict[str, set[str]]:
    """Return locale → words of the other language that are no content, on one page."""
    with visit.fresh():
        reader = someone(visit.session, GUANGZHOU)
        thing = Thing({})
        if endpoint in LISTS:
            thing = Thing(LISTS[endpoint](visit.session, visit.connection, reader, FEW))
        elif endpoint in ALL:
            thing = visit.make(endpoint)
        visit.session.commit()
        visit.become(thing.owner or reader)
        with visit.app.test_request_context():
            address = url_for(endpoint, **thing.values)
        named = (visit.app.config["ISSUER_NAME"], visit.app.config["STANDARD_NAME"])
        content = "\n".join((_content(visit.session), *named))
        same = SAME_IN_BOTH | QUOTED.get(endpoint, set())
        words = {locale: _words(visit, address, locale) - same for locale in OTHER}
    strange = {k: {word for word in found if word not in content} for k, found in words.items()}
    return {locale: found for locale, found in strange.items() if found}


def _words(visit: Visit, address: str, locale: str) -> set[str]:
    """Return the words of the other language on a page, if it is one."""
    with visit.client.session_transaction() as kept:
        kept["locale"] = locale
    answer = visit.client.get(address)
    if answer.mimetype != "text/html" or answer.status_code != 200:
        return set()
    page = Reader()
    page.feed(answer.text)
    said = [DIGEST.sub(" ", words) for words in page.words]
    return {word for words in said for word in OTHER[locale].findall(words)}


def test_no_page_falls_back_into_the_other_language(app: Flask, visit: Visit) -> None:
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()))
    pages = {rule.endpoint: _strange(visit, rule.endpoint) for rule in rules
             if rule.endpoint != "static"}  # fmt: skip
    assert {name: words for name, words in pages.items() if words} == {}


@pytest.mark.parametrize(("locale", "other"), [("en", CHINESE), ("zh_CN", LATIN)])
@pytest.mark.parametrize(
    ("asked", "status"),
    [("GET /nowhere", 404), ("POST /preferences", 400), ("GET /admin/audit", 403)],
)
def test_refusals_speak_the_language_too(
    visit: Visit, locale: str, other: re.Pattern[str], asked: str, status: int
) -> None:
    learner = someone(visit.session, GUANGZHOU, Role.LEARNER)
    visit.session.commit()
    visit.become(learner)
    with visit.client.session_transaction() as kept:
        kept["locale"] = locale
    method, address = asked.split()
    answer = visit.client.open(address, method=method)
    assert answer.status_code == status
    page = Reader()
    page.feed(answer.text)
    found = {word for words in page.words for word in other.findall(words)}
    assert found - SAME_IN_BOTH - set(other.findall(learner.full_name)) == set()
