"""The slip with a first password: shown in the answer to the form and kept nowhere."""

from __future__ import annotations

from uuid import UUID

from flask import make_response, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.people import queries
from app.web.persons.desk import get_dossier
from app.web.unit_of_work import read_session


def show_slip(uuid: UUID, password: str) -> Response:
    """Return the page that shows a first password once, ready to be printed."""
    dossier = get_dossier(uuid)
    answer = make_response(
        render_template(
            "persons/slip.html",
            person=dossier.person,
            post=dossier.latest,
            account=queries.find_account_of(read_session(), dossier.person.id),
            password=password,
            address=url_for("account.sign_in", _external=True),
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
