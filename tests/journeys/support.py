"""What the journeys share: the language, the look of axe, the database of the site, a seat."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Locator, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.exams.models import Sitting
from app.domain.exams.rules import item_seed
from app.domain.papers import queries as papers
from app.domain.papers.rules import SealedItem
from app.engines import items, practicals
from app.store import crypto
from app.store.engine import make_engine
from config import Testing

SAVED = "已存服务器"
LOST = "连接中断"
MIME = "application/octet-stream"
GRAVE = ("serious", "critical")
_axe = Axe()


def marks_key(session: Session) -> bytes:
    """Return the key of the installation that a session reads."""
    database = session.get_bind().engine.url.database or ""
    crypto.FieldKey.set((Path(database).parent / "field_key").read_text(encoding="utf-8").strip())
    key = crypto.purpose_key(crypto.MARKS)
    crypto.FieldKey.set(Testing().FIELD_KEY)  # that of the other tests of this process
    return key


def findings(page: Page) -> list[str]:
    """Return what axe calls serious or critical on the page as it stands."""
    violations = _axe.run(page).response["violations"]
    return [
        f"{page.url} {found['impact']} {found['id']} {[node['target'] for node in found['nodes']]}"
        for found in violations
        if found["impact"] in GRAVE
    ]


def speak(page: Page, locale: str) -> None:
    """Choose the language as the menu of the person does; pages opened from now on have it."""
    form = page.request.get("/account").text()
    token = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', form)
    assert token, form[:500]
    choice = {"key": "locale", "value": locale, "back": "/account", "csrf_token": token[1]}
    assert page.request.post("/preferences", form=choice).ok


def findings_in_both_languages(page: Page, *paths: str) -> list[str]:
    """Open pages in Chinese and in English; return what axe finds and what is not there."""
    found = []
    for locale, language in (("en", "en"), ("zh_CN", "zh-CN")):
        speak(page, locale)
        for path in paths:
            answer = page.goto(path)
            assert answer is not None
            assert answer.status == 200, path
            expect(page.locator("html")).to_have_attribute("lang", language)
            found += findings(page)
    return found


def choose(scope: Locator, option: str) -> None:
    """Click a choice as people do: on its words, and look whether it was taken."""
    scope.locator(f"label:has({option})").click()
    expect(scope.locator(option)).to_be_checked()


def pick(control: Locator, value: str) -> None:
    """Select by value alone: to Playwright a text may be a label, and letters are both here."""
    find = "(list, value) => [...list.options].findIndex((one) => one.value === value)"
    control.select_option(index=control.evaluate(find, value))


def fill(scope: Locator, fields: Mapping[str, Any]) -> None:
    """Give the answers of a form without scripts: choose, select, write."""
    for name, value in fields.items():
        control = scope.locator(f"[name='{name}']")
        kind = control.first.evaluate("one => one.type")
        if kind in {"radio", "checkbox"}:
            for one in value if isinstance(value, list) else [value]:
                choose(scope, f"[name='{name}'][value='{one}']")
        elif kind == "select-one":
            pick(control, str(value))
        else:
            control.fill(str(value))


@contextmanager
def database(var: Path) -> Iterator[Session]:
    """Read the database of a site."""
    engine = make_engine(f"sqlite:///{var / 'xuekao.db'}")
    with Session(engine) as session:
        yield session
    engine.dispose()


@dataclass
class Seat:
    """A candidate at the player who knows all the answers."""

    page: Page
    sitting_id: int
    seed: int
    items: dict[int, SealedItem]
    key: bytes
    """What signs the marks in the files of this installation."""
    handed_in: dict[int, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, page: Page, session: Session) -> Seat:
        """Read the paper of the sitting that the page shows."""
        uuid = UUID(re.findall(r"/sitting/([0-9a-f-]{36})", page.url)[0])
        sitting = session.scalars(select(Sitting).where(Sitting.uuid == uuid)).one()
        paper = papers.read_paper(session, sitting.paper_id)
        known = {item.position: item for item in paper.items}
        return cls(page, sitting.id, sitting.seed, known, marks_key(session))

    @property
    def known(self) -> list[int]:
        """The items that are answered in the player."""
        return [item.position for item in self.items.values() if item.kind != "practical"]

    @property
    def files(self) -> list[int]:
        """The practicals that may be answered with a file."""
        return [one for one in self.tasks if practicals.takes_files(self.task(one)[0])]

    @property
    def tasks(self) -> list[int]:
        """All practicals, those too that are done in the page only."""
        return [item.position for item in self.items.values() if item.kind == "practical"]

    def light(self, text: str) -> None:
        """Wait until the light of the server says so."""
        expect(self.page.locator("[data-light=server]")).to_contain_text(text, timeout=15_000)

    def go(self, position: int) -> None:
        """Jump to an item by its cell on the answer card."""
        cell = self.page.locator(".card-pane .cell", has_text=re.compile(rf"^{position}$"))
        cell.first.click()
        expect(self.page.locator("#item-no")).to_have_text(str(position))

    def answer(self, position: int) -> None:
        """Give the right answer to an item, in the way its kind asks for."""
        self.go(position)
        item = self.items[position]
        content = dict(item.content)
        value = items.full_response(content)["value"]
        getattr(self, f"_{item.kind}")(content, value, position)

    def _shown(self, content: dict[str, Any], position: int) -> dict[str, Any]:
        return items.present(content, item_seed(self.seed, position))

    def _single(self, content: dict[str, Any], value: object, position: int) -> None:
        ids = [option["id"] for option in self._shown(content, position)["options"]]
        chosen = value if isinstance(value, list) else [value]
        for one in chosen:
            self.page.locator(".choice").nth(ids.index(one)).click()

    _multiple = _single

    def _judge(self, _content: dict[str, Any], value: object, _position: int) -> None:
        self.page.locator(".choice").nth(0 if value else 1).click()

    def _blank(self, content: dict[str, Any], value: dict[str, str], position: int) -> None:
        parts = self._shown(content, position)["parts"]
        gaps = [part["gap"] for part in parts if "gap" in part]
        for number, gap in enumerate(gaps):
            self.page.locator(".gap").nth(number).fill(value[gap])

    def _number(self, _content: dict[str, Any], value: object, _position: int) -> None:
        self.page.locator(".gap-number").fill(str(value))

    def _order(self, _content: dict[str, Any], value: list[str], _position: int) -> None:
        """Move every part up to its place with the buttons, as the keyboard would."""
        for place, part in enumerate(value):
            row = self.page.locator(f".order [data-id='{part}']")
            while row.evaluate("row => [...row.parentNode.children].indexOf(row)") > place:
                row.locator("button").first.click()
        keep = self.page.locator(".order ~ button")
        if keep.is_visible():  # shown in the right order already: say that it is meant
            keep.click()

    def _match(self, content: dict[str, Any], value: dict[str, str], position: int) -> None:
        for number, left in enumerate(self._shown(content, position)["left"]):
            pick(self.page.locator(".pick").nth(number), value[left["id"]])

    def starter(self, position: int) -> tuple[bytes, bytes]:
        """Return the starter as downloaded, and as the engine makes it."""
        self.go(position)
        self.choose_file()
        with self.page.expect_download() as waiting:
            self.page.locator(".practical a[download]").click()
        return waiting.value.path().read_bytes(), practicals.starter(
            *self.task(position), key=self.key
        )

    def choose_file(self) -> None:
        """Where a task may be done in the page, too: say that a file will be handed in."""
        switch = self.page.get_by_role("button", name="改为上传文件")
        if switch.is_visible():
            switch.click()

    def task(self, position: int) -> tuple[practicals.Task, int]:
        """Return a practical and this candidate's seed for it."""
        task = practicals.read_task(self.items[position].content["task"])
        return task, item_seed(self.seed, position)

    def grading(self, position: int) -> practicals.Grading:
        """Grade what was handed in as the platform should."""
        task, seed = self.task(position)
        return practicals.grade(task, self.handed_in[position], seed, key=self.key)

    def upload(self, position: int, *, with_a_fault: bool = False) -> None:
        """Hand back the model answer to this candidate's starter, or one with a known fault."""
        self.go(position)
        self.choose_file()
        task, seed = self.task(position)
        wrong = practicals.wrong_answer(task, seed, 0, key=self.key) if with_a_fault else None
        solved = wrong or practicals.model_answer(task, seed, key=self.key)
        self.handed_in[position] = solved
        file = FilePayload(name=task.starter_name, mimeType=MIME, buffer=solved)
        self.page.locator(f"#file-{position}").set_input_files(file)
        expect(self.page.locator(".received")).to_be_visible(timeout=20_000)

    def hand_in(self) -> None:
        """Check, hand in, confirm; wait for the receipt."""
        self.page.locator("[data-act=review]").first.click()
        self.page.locator("dialog .btn-danger").click()
        self.page.locator("dialog .btn-danger-main").click()
        self.page.wait_for_url("**/receipt", timeout=20_000)


def listed(page: Page, text: str) -> Locator:
    """Return the row of a list with some words, on whichever of its pages it stands."""
    row = page.locator("tr", has_text=text)
    while row.count() == 0:
        page.locator(".pager a[rel=next]").click()
    return row.first
