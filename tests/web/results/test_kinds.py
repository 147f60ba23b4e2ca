"""Every kind of practical from the sealed paper to the report, graded in the grader's process."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from app.documents.checkreport import printable
from app.domain.exams.models import SittingFile
from app.domain.exams.rules import item_seed
from app.domain.results.models import Result
from app.engines import practicals
from app.kernel.actor import Actor
from app.store.crypto import MARKS, purpose_key
from app.store.files import FileStore
from tests.conftest import SignInAs
from tests.documents.pdfs import text_of
from tests.factories import results as make
from tests.factories.exams import NOW, make_candidate, make_sitting
from tests.factories.practicals import bank_task

KINDS = {
    "word": "word-roster",
    "sheet": "sheet-procurement",
    "slides": "slides-duty-report",
    "files": "files-archive",
    "inbox": "inbox-phishing",
    "typing": "typing-notice",
}


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FileStore, "_root", tmp_path)


def content(kind: str) -> dict[str, Any]:
    return {"kind": "practical", "task": dict(bank_task(KINDS[kind]).mapping)}


def sat(session: Session, connection: Connection, kind: str, *, is_right: bool) -> Actor:
    """A candidate who handed in the model answer or the untouched starter, with the result out."""
    candidate = make_candidate(session)
    plan = make.exam(session, content(kind))
    sitting = make_sitting(session, candidate, plan)
    task = bank_task(KINDS[kind])
    seed = item_seed(sitting.seed, 1)
    made = practicals.model_answer if is_right else practicals.starter
    data = made(task, seed, key=purpose_key(MARKS))
    if practicals.is_done_in_page(task):
        make.write(session, sitting, {1: {"work": json.loads(data)}}, of="practical")
    else:
        session.add(
            SittingFile(
                sitting_id=sitting.id, position=1, sha256=FileStore.put(data),
                name=task.starter_name, size=len(data), received_at=NOW,
            )
        )  # fmt: skip
    make.seal(session, sitting)
    make.collected(session, plan)
    session.commit()
    make.worker(connection).drain()
    make.release(session, plan)
    session.commit()
    return candidate


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_right_answer_earns_all_points_and_its_report_says_so(
    client: FlaskClient, session: Session, connection: Connection, sign_in_as: SignInAs, kind: str
) -> None:
    candidate = sat(session, connection, kind, is_right=True)
    result = session.scalars(select(Result).where(Result.person_id == candidate.person_id)).one()
    assert (result.total, result.waiting) == (1, 0)
    sign_in_as(candidate)
    page = client.get(f"/my/results/{result.uuid}/practicals/1").text
    for check in bank_task(KINDS[kind]).checks:
        assert check.title in page
    assert client.get(f"/my/results/{result.uuid}/files/1").status_code == 200


@pytest.mark.parametrize("kind", ["word", "sheet", "slides"])
def test_an_untouched_starter_earns_its_floor_and_is_told_what_to_mend(
    client: FlaskClient, session: Session, connection: Connection, sign_in_as: SignInAs, kind: str
) -> None:
    candidate = sat(session, connection, kind, is_right=False)
    result = session.scalars(select(Result).where(Result.person_id == candidate.person_id)).one()
    assert result.total is not None
    assert result.total < 0.5
    sign_in_as(candidate)
    assert "需要改的" in client.get(f"/my/results/{result.uuid}/practicals/1").text


@pytest.mark.parametrize("locale", ["zh_CN", "en"])
@pytest.mark.parametrize("kind", ["word", "sheet"])
def test_the_report_as_pdf_says_per_check_what_to_mend(  # noqa: PLR0917
    client: FlaskClient,
    session: Session,
    connection: Connection,
    sign_in_as: SignInAs,
    kind: str,
    locale: str,
) -> None:
    candidate = sat(session, connection, kind, is_right=False)
    result = session.scalars(select(Result).where(Result.person_id == candidate.person_id)).one()
    sign_in_as(candidate)
    with client.session_transaction() as kept:
        kept["locale"] = locale
    answer = client.get(f"/my/results/{result.uuid}/practicals/1.pdf")
    assert answer.mimetype == "application/pdf"
    if folder := os.environ.get("XUEKAO_KEEP_PDF"):
        Path(folder, f"{kind}-{locale}.pdf").write_bytes(answer.data)
    text = text_of(answer.data)
    for check in bank_task(KINDS[kind]).checks:
        assert re.sub(r"\s", "", check.title) in text
    assert re.sub(r"\s", "", {"zh_CN": "需要改的", "en": "To mend"}[locale]) in text
    assert answer.data == client.get(f"/my/results/{result.uuid}/practicals/1.pdf").data


def test_a_character_that_no_font_draws_becomes_a_box() -> None:
    assert printable("第\U000323af段") == "第□段"
