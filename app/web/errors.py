"""Turn refusals of the domain and of the server into pages that say what to do."""

from __future__ import annotations

from http import HTTPStatus

from flask import (
    Flask,
    Response,
    current_app,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import lazy_gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from app.kernel.errors import (
    ConflictError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
)
from app.web.i18n import translate

STATUS: dict[type[DomainError], int] = {
    NotFoundError: 404,
    ForbiddenError: 403,
    ConflictError: 409,
    InvalidError: 422,
}
_UNREADABLE = (
    lazy_gettext("The request could not be read"),
    lazy_gettext("Please go back and try again."),
)
TEXTS = {
    400: _UNREADABLE,
    403: (
        lazy_gettext("No permission"),
        lazy_gettext("Please ask the personnel office of your unit."),
    ),
    404: (
        lazy_gettext("Not found"),
        lazy_gettext("The address is wrong, or the page is outside what you may see."),
    ),
    405: _UNREADABLE,
    409: (
        lazy_gettext("Not possible now"),
        lazy_gettext("The state has changed. Reload the page and look again."),
    ),
    413: (lazy_gettext("The file is too large"), lazy_gettext("Please choose a smaller file.")),
    422: (
        lazy_gettext("Something is not right yet"),
        lazy_gettext("Please correct it and send again."),
    ),
    429: (lazy_gettext("Too many tries"), lazy_gettext("Please wait a minute and try again.")),
    500: (
        lazy_gettext("The server met an error"),
        lazy_gettext(
            "What you entered before is kept. Please try again, or tell the administrator"
            " the time of the error."
        ),
    ),
}


def wants_json() -> bool:
    """Whether the caller is a script that reads JSON: it says so, or nobody else comes there."""
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "access", "") == "token" or "X-Xuekao" in request.headers:
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json" or request.is_json


def error_page(status: int, detail: str = "") -> tuple[str | Response, int]:
    """Return the page, or JSON for scripts."""
    title, cure = TEXTS.get(status, TEXTS[500])
    if wants_json():
        return jsonify(error=str(title), detail=detail or str(cure)), status
    page = render_template("error.html", status=status, title=title, detail=detail, cure=cure)
    return page, status


def init_app(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(DomainError)
    def refused(error: DomainError) -> tuple[str | Response, int]:
        return error_page(STATUS.get(type(error), 400), translate(error.message))

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> BaseResponse | tuple[str | Response, int]:
        code = error.code or 500
        if code == HTTPStatus.UNAUTHORIZED and not wants_json():
            return redirect(url_for("account.sign_in", next=request.full_path), code=303)
        if error.response is not None or code < HTTPStatus.BAD_REQUEST:
            return error.get_response()
        return error_page(code)
