"""What belongs to one city does not exist for another: every endpoint with an id is asked."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.architecture.conftest import Visit
from tests.architecture.things import (
    ALL,
    BY_TOKEN,
    GUANGZHOU,
    SHARED,
    SHENZHEN,
    THINGS,
    rules_with_something,
    someone,
)


def test_every_endpoint_with_an_id_stands_in_the_table(app: Flask) -> None:
    with_id = set(rules_with_something(app))
    missing = with_id - set(ALL) - {"static"}
    assert missing == set(), "say in tests/architecture/things.py how to make what they are about"
    assert set(ALL) - with_id == set()


def test_only_endpoints_with_a_token_of_their_own_are_named_as_such(app: Flask) -> None:
    access = {name: getattr(view, "access", None) for name, view in app.view_functions.items()}
    assert {name for name, how in access.items() if how == "token"} == set(BY_TOKEN)


@pytest.mark.parametrize("endpoint", sorted(THINGS))
def test_it_exists_for_its_own_people_and_not_for_another_city(endpoint: str, visit: Visit) -> None:
    thing = visit.make(endpoint)
    stranger = someone(visit.session, SHENZHEN)
    own = thing.owner or someone(visit.session, GUANGZHOU)
    visit.session.commit()

    visit.become(stranger)
    assert {answer.status_code for answer in visit.calls(endpoint, thing)} == {404}
    visit.become(own)
    seen = {answer.status_code for answer in visit.calls(endpoint, thing)}
    assert seen
    assert seen & {401, 404, 500} == set()


@pytest.mark.parametrize("endpoint", sorted(SHARED))
def test_what_everyone_may_see_is_there_for_everyone(endpoint: str, visit: Visit) -> None:
    thing = visit.make(endpoint)
    visit.become(someone(visit.session, SHENZHEN))
    visit.session.commit()
    assert {answer.status_code for answer in visit.calls(endpoint, thing)} & {
        401,
        404,
        500,
    } == set()
