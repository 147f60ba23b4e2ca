"""Languages: zh_CN is the default, en is complete, the person's choice is kept."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from babel import Locale
from flask import Flask, g, has_request_context, request, session
from flask_babel import get_locale, get_translations, gettext

from app.kernel.text import Message
from app.web.extensions import babel

LOCALES = {"zh_CN": "中文", "en": "English"}
DEFAULT = "zh_CN"


def choose_locale() -> str:
    """Return the language of this request: the person's, the browser session's, or zh_CN."""
    if not has_request_context():
        return DEFAULT
    chosen = g.get("preferences", {}).get("locale") or session.get("locale")
    return chosen if chosen in LOCALES else DEFAULT


def is_english() -> bool:
    """Whether the reader chose English."""
    return choose_locale() == "en"


def translate(message: Message | str) -> str:
    """Return a message of the lower floors in the language of the request."""
    return message.render(gettext) if isinstance(message, Message) else gettext(message)


@lru_cache(maxsize=8)
def _locale(name: str) -> Locale:
    """Return a locale; reading its name anew for each request costs more than a translation."""
    return Locale.parse(name)


def _catalogue() -> Any:  # noqa: ANN401 - flask-babel has no types
    """Return the catalogue of the language in force, looked up once for each and not for a text."""
    locale = get_locale()
    known = g.get("catalogue")
    if known is None or known[0] is not locale:
        known = g.catalogue = (locale, get_translations())
    return known[1]


def init_app(app: Flask) -> None:
    """Bind babel and give templates what they need to translate messages."""
    babel.init_app(app, locale_selector=lambda: _locale(choose_locale()))
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda text: _catalogue().ugettext(text),
        lambda one, many, number: _catalogue().ungettext(one, many, number),
        newstyle=True,
    )
    app.jinja_env.filters["t"] = translate

    @app.context_processor
    def languages() -> dict[str, object]:
        locale = choose_locale()
        return {
            "locales": LOCALES,
            "locale": locale,
            "html_lang": "zh-CN" if locale == "zh_CN" else "en",
            "current_path": request.full_path if has_request_context() else "/",
        }
