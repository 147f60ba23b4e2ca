"""The first page and the verification of certificates."""

from __future__ import annotations

from flask import Response, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from app.domain.certificates import queries
from app.domain.certificates.models import Certificate
from app.kernel.checkdigit import tidy
from app.web.access import find_actor, now, public
from app.web.display import local
from app.web.extensions import limiter
from app.web.public import bp
from app.web.public.forms import FileForm, NumberForm
from app.web.public.presenting import Finding
from app.web.unit_of_work import read_session

RATE = "60 per minute"
"""Numbers follow each other: without a limit the register could be copied out."""


@bp.get("/")
@public
def home() -> str:
    """Say what this is; lead to signing in and to verification."""
    return render_template(
        "public/home.html", form=NumberForm(), is_signed_in=find_actor() is not None
    )


@bp.get("/verify")
@limiter.limit(RATE)
@public
def verify() -> BaseResponse | tuple[str, int]:
    """Ask for a number or a file."""
    form = NumberForm(request.args if "number" in request.args else None)
    if "number" in request.args and form.validate():
        return redirect(url_for(".verify_number", number=form.number.data), code=303)
    return _ask(form, FileForm(), 422 if form.errors else 200)


@bp.post("/verify")
@limiter.limit(RATE)
@public
def verify_file() -> BaseResponse | tuple[str, int]:
    """Check a PDF against what was issued; the file is compared and not kept."""
    form = FileForm()
    if not form.submitted():
        return _ask(NumberForm(), form, 422)
    certificate = queries.find_of_file(read_session(), form.content)
    if certificate is None:
        form.file.errors = [
            _("This file is not a certificate issued here. Enter the number that is printed on it.")
        ]
        return _ask(NumberForm(), form, 404)
    return _answer(certificate, form, data=form.content)


@bp.route("/verify/<number>", methods=["GET", "POST"])
@limiter.limit(RATE)
@public
def verify_number(number: str) -> BaseResponse | tuple[str, int]:
    """Show the verdict on a certificate, with the code of its QR or with its file."""
    form = NumberForm(MultiDict({"number": number}))
    if not form.validate():
        return _ask(form, FileForm(), 422)
    if form.number.data != number:
        code = request.args.get("code")
        return redirect(url_for(".verify_number", number=form.number.data, code=code), code=303)
    certificate = queries.find_by_number(read_session(), number)
    if certificate is None:
        return _ask(form, FileForm(), 404, unknown=number)
    file_form = FileForm()
    data = file_form.content if file_form.submitted() else None
    return _answer(certificate, file_form, data=data)


def _ask(form: NumberForm, file_form: FileForm, status: int, unknown: str = "") -> tuple[str, int]:
    page = render_template("public/verify.html", form=form, file_form=file_form, unknown=unknown)
    return page, status


def _answer(certificate: Certificate, form: FileForm, *, data: bytes | None) -> Response:
    code = tidy(request.args.get("code", ""))[:40]
    found = queries.verify(
        read_session(), certificate, code=code, data=data, on=local(now()).date()
    )
    finding = Finding(certificate, found, now())
    page = render_template(
        "public/verdict.html", finding=finding, file_form=form, form=NumberForm(), code=code
    )
    response = make_response(page, 422 if form.errors else 200)
    response.headers["X-Robots-Tag"] = "noindex"
    return response
