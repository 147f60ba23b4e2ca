"""The base of every form: WTForms with a CSRF token kept in the session."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping, Sequence
from datetime import timedelta
from typing import Any

from flask import current_app, request, session
from flask_babel import get_locale, get_translations, gettext
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, Form
from wtforms.csrf.session import SessionCSRF

from app.kernel.errors import DomainError, InvalidError
from app.kernel.text import msg
from app.web.i18n import translate


class _Translations:
    """WTForms' own messages through our catalogue."""

    def gettext(self, string: str) -> str:
        return gettext(string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        found: str = get_translations().ngettext(singular, plural, n)
        return found  # WTForms puts the figures in, which are not called `num`


class BaseForm(Form):
    """A form filled from the request on POST, checked for its token, in the user's language."""

    class Meta:
        """How WTForms binds and protects the form."""

        csrf = True
        csrf_class = SessionCSRF
        csrf_time_limit = timedelta(hours=12)

        @property
        def csrf_secret(self) -> bytes:
            """The key of the application."""
            return str(current_app.config["SECRET_KEY"]).encode()

        @property
        def csrf_context(self) -> MutableMapping[str, Any]:
            """The session of the user."""
            return session

        @property
        def locales(self) -> tuple[str, ...]:
            """The language of the request."""
            return (str(get_locale()),)

        def get_translations(self, _form: Form) -> _Translations:
            """Use our own catalogue."""
            return _Translations()

    def __init__(
        self,
        obj: object | None = None,
        data: dict[str, Any] | None = None,
        prefix: str = "",
        meta: dict[str, Any] | None = None,
    ) -> None:
        sent: MultiDict[str, Any] | None = request.form if request.method == "POST" else None
        if sent is not None and request.files:
            sent = CombinedMultiDict([sent, request.files])
        super().__init__(sent, obj=obj, data=data, prefix=prefix, meta=meta)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Check every field, and that no database would refuse what stands in it."""
        is_sound = bool(super().validate(extra_validators))
        for field in self:
            if _holds_nul(field):
                text = gettext("This holds a letter that cannot be kept. Please type it anew.")
                field.errors = [*field.errors, text]
                is_sound = False
        return is_sound

    def submitted(self) -> bool:
        """Whether the form was sent and is sound."""
        return request.method == "POST" and bool(self.validate())

    def take(self, error: InvalidError) -> None:
        """Show what a service refused at the field it names, else on top of the form."""
        for problem in error.problems:
            text = translate(problem.reason)
            if problem.cure:
                text = f"{text} {translate(problem.cure)}"
            if problem.where in self._fields:
                self._fields[problem.where].errors = [*self._fields[problem.where].errors, text]
            else:
                self.form_errors.append(text)


def _holds_nul(field: Field) -> bool:
    sent = getattr(field, "raw_data", None) or ()  # that of a form in a form lies deeper
    return any(isinstance(text, str) and "\0" in text for text in sent)


class TokenForm(BaseForm):
    """A form of nothing but its token: for buttons."""


def require_token() -> None:
    """Refuse a button that was not pressed on a page of ours, or on one that has grown too old.

    :raises DomainError: told as 400; nothing has been changed.
    """
    if not TokenForm().submitted():
        raise DomainError(
            msg("This page had expired; nothing was changed. Reload it and press the button again.")
        )
