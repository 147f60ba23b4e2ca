"""The review screen of a roster: nothing is written before it is confirmed, all or nothing."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.people import queries
from app.kernel.actor import Actor, Role
from tests.conftest import SignInAs, make_actor
from tests.domain.test_roster_files import as_csv

Csrf = Callable[[FlaskClient, str], str]


def send(client: FlaskClient, csrf: Csrf, data: bytes, name: str = "花名册.csv") -> str:
    token = csrf(client, "/hr/persons/import")
    form = {"csrf_token": token, "file": (io.BytesIO(data), name)}
    answer = client.post("/hr/persons/import", data=form)
    assert answer.status_code == 303, answer.text
    return answer.location


def test_a_sound_file_is_shown_confirmed_and_then_a_job(
    client: FlaskClient, session: Session, guangzhou: Actor, csrf: Csrf
) -> None:
    place = send(client, csrf, as_csv({}))
    page = client.get(place).text
    assert "买买提·艾力" in page
    assert "将新增 1" in page
    assert "整份采用" in page
    assert queries.find_person_by_code(session, "GZ8001") is None
    form = {"csrf_token": csrf(client, place), "action": "confirm"}
    assert client.post(place, data=form).status_code == 303
    assert "正在写入" in client.get(place).text
    assert client.post(place, data={**form, "action": "discard"}).status_code == 409


def test_rows_to_be_corrected_are_shown_downloaded_and_keep_everybody_out(
    client: FlaskClient, session: Session, guangzhou: Actor, csrf: Csrf
) -> None:
    bad = {"code": "GZ8002", "id_number": "1.10105E+17", "unit": "=SZ-A"}
    place = send(client, csrf, as_csv({}, bad, encoding="gb18030"))
    page = client.get(place).text
    assert "科学计数" in page or "10 的" in page or "幂" in page
    assert "整份采用" not in page
    form = {"csrf_token": csrf(client, place)}
    table = client.post(place, data={**form, "action": "failed"})
    assert table.headers["Cache-Control"] == "no-store"
    rows = list(csv.reader(io.StringIO(table.data.decode("utf-8-sig"))))
    assert rows[1][0] == "GZ8002"
    assert rows[1][4] == "'=SZ-A"
    assert rows[1][12] == "3"
    client.post(place, data={**form, "action": "confirm"})
    assert queries.find_person_by_code(session, "GZ8001") is None
    assert client.post(place, data={**form, "action": "discard"}).status_code == 303
    assert client.get(place).status_code == 404


def test_what_is_no_table_is_explained(client: FlaskClient, guangzhou: Actor, csrf: Csrf) -> None:
    token = csrf(client, "/hr/persons/import")
    for data, name in ((b"PK\x03\x04broken", "a.xlsx"), (b"", "")):
        form = {"csrf_token": token, "file": (io.BytesIO(data), name)}
        answer = client.post("/hr/persons/import", data=form)
        assert answer.status_code == 422
        assert 'class="error"' in answer.text


def test_the_template_opens_and_another_officer_sees_no_file(
    client: FlaskClient, guangzhou: Actor, csrf: Csrf, sign_in_as: SignInAs
) -> None:
    head = client.get("/hr/persons/import/template.csv").data.decode("utf-8-sig").splitlines()[0]
    assert head.startswith("工号,姓名,公民身份号码")
    place = send(client, csrf, as_csv({}))
    sign_in_as(make_actor(Role.PERSONNEL, person_id=999, org_path="/440000/440100/"))
    assert client.get(place).status_code == 404
