"""What belongs to one city does not exist for another: every endpoint with an id is asked."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.architecture.conftest import Visit
from tests.architecture.things import (
    GUANGZHOU,
    OPEN_TO_ALL,
    SHENZHEN,
    THINGS,
    rules_with_something,
    someone,
)


def test_every_endpoint_with_an_id_stands_in_the_table(app: Flask) -> None:
    with_id = set(rules_with_something(app))
    tokens = {name for name in with_id if getattr(app.view_functions[name], "access", 0) == "token"}
    missing = with_id - set(THINGS) - set(OPEN_TO_ALL) - tokens
    assert missing == set(), "say in tests/architecture/things.py how to make what they are about"
    assert (set(THINGS) | set(OPEN_TO_ALL)) - with_id == set()


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
