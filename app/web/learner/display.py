"""How learning pages write their values: titles, areas, states, durations, feedback."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from flask_babel import format_date, lazy_gettext
from flask_babel import gettext as _
from markupsafe import Markup

from app.domain.certificates.rules import STATE_NAMES, State
from app.domain.learning.rules import FLAG_TEXTS, Flag, HoursState
from app.engines.items.html import render, render_inline
from app.web.display import local
from app.web.i18n import choose_locale, translate
from app.web.learner import bp
from app.web.pictures import pictured

AREAS = {
    "D1": lazy_gettext("Policy and organisation"),
    "D2": lazy_gettext("Network platform"),
    "D3": lazy_gettext("Business systems"),
    "D4": lazy_gettext("Public service and web"),
    "D5": lazy_gettext("Data"),
    "D6": lazy_gettext("Security and secrecy"),
    "D7": lazy_gettext("Projects and funds"),
    "D8": lazy_gettext("Standards, documents, archives"),
    "D9": lazy_gettext("Rules and performance"),
    "D10": lazy_gettext("Computer skills"),
    "D11": lazy_gettext("Digital government"),
}
STATES = {
    HoursState.PENDING: (lazy_gettext("Waiting for a decision"), "warn"),
    HoursState.VERIFIED: (lazy_gettext("Verified"), "ok"),
    HoursState.RETURNED: (lazy_gettext("Returned"), "bad"),
    HoursState.REVOKED: (lazy_gettext("Hours revoked"), "bad"),
}


@bp.app_template_filter("own_title")
def own_title(thing: Any) -> str:  # noqa: ANN401 - anything with title and title_en
    """The title of a module in the language of the page."""
    return str(thing.title if choose_locale() == "zh_CN" else thing.title_en)


@bp.app_template_filter("area_name")
def area_name(code: str) -> str:
    """The name of an area of the competency framework."""
    return str(AREAS[code])


@bp.app_template_filter("hours_state")
def hours_state(state: HoursState) -> tuple[str, str]:
    """The word for a state of hours and the kind of its badge."""
    word, kind = STATES[state]
    return str(word), kind


@bp.app_template_filter("flag_text")
def flag_text(flag: str) -> str:
    """What a pattern means, for the person it is about."""
    return translate(FLAG_TEXTS[Flag(flag)])


@bp.app_template_filter("local_time")
def local_time(moment: datetime) -> datetime:
    """An instant in the zone of the installation, for pages that take it apart."""
    return local(moment)


@bp.app_template_filter("weekday")
def weekday(day: date) -> str:
    """The short name of a day of the week: 周六, Sat."""
    return str(format_date(day, "EEE"))


@bp.app_template_filter("certificate_state_name")
def certificate_state_name(state: State) -> str:
    """The word for the state of a certificate."""
    return translate(STATE_NAMES[state])


@bp.app_template_filter("span")
def span(seconds: int) -> str:
    """A duration as it is measured: 6:20, 1:06:20."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@bp.app_template_filter("whole_minutes")
def whole_minutes(seconds: int) -> int:
    """A duration in whole minutes, rounded down."""
    return seconds // 60


@bp.app_template_filter("articles")
def articles(names: Sequence[str]) -> str:
    """The articles of a law as people cite them; sections of standards stay as they are."""
    cited = [_("Article %(number)s", number=name) if name.isdigit() else name for name in names]
    return _(", ").join(cited)


@bp.app_template_filter("words")
def words(text: str, content: Mapping[str, Any] = MappingProxyType({})) -> Markup:
    """An author's markdown as blocks, with the figures of its item."""
    return pictured(Markup(render(text)), content)  # noqa: S704 - nh3 has cleaned it


@bp.app_template_filter("word")
def word(text: str, content: Mapping[str, Any] = MappingProxyType({})) -> Markup:
    """An author's markdown on one line, with the figures of its item."""
    return pictured(Markup(render_inline(text)), content)  # noqa: S704 - nh3 has cleaned it
