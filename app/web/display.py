"""Filters that show values the way design.md writes them: dates, numbers, masks."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask, current_app
from flask_babel import format_date, gettext

from app.kernel.actor import Role
from app.kernel.tier import Tier
from app.web.i18n import choose_locale

WEEKDAYS_ZH = "一二三四五六日"


def local(moment: datetime) -> datetime:
    """Return an instant in the zone of the installation."""
    return moment.astimezone(ZoneInfo(current_app.config["BABEL_DEFAULT_TIMEZONE"]))


def day(value: date | datetime | None) -> str:
    """A date in running text: 2026 年 11 月 28 日（周六）."""
    if value is None:
        return "—"
    on = local(value).date() if isinstance(value, datetime) else value
    if choose_locale() == "zh_CN":
        return f"{on.year} 年 {on.month} 月 {on.day} 日（周{WEEKDAYS_ZH[on.weekday()]}）"
    return format_date(on, "EEE d MMM yyyy")


def day_short(value: date | datetime | None) -> str:
    """A date in a table: 2026-11-28."""
    if value is None:
        return "—"
    return (local(value).date() if isinstance(value, datetime) else value).isoformat()


def moment(value: datetime | None) -> str:
    """A date and time in a table: 2026-11-28 09:30."""
    return "—" if value is None else local(value).strftime("%Y-%m-%d %H:%M")


def clock(value: datetime | None) -> str:
    """A time of day: 09:30:05."""
    return "—" if value is None else local(value).strftime("%H:%M:%S")


def number(value: float | None, digits: int = 1) -> str:
    """A figure without needless zeros: 87.5, 40."""
    if value is None:
        return "—"
    return f"{value:.{digits}f}".rstrip("0").rstrip(".") if digits else f"{value:.0f}"


def percent(value: float | None) -> str:
    """A share of one with one decimal: 89.5%."""
    return "—" if value is None else f"{value * 100:.1f}%"


def tier_name(value: Tier | str) -> str:
    """The name of an application tier."""
    names = {
        "LEAD": gettext("Leadership tier"),
        "MGMT": gettext("Management tier"),
        "USER": gettext("General-user tier"),
        "TECH": gettext("Technical tier"),
    }
    return names[Tier(value).value]


def role_name(value: Role | str) -> str:
    """The name of a role."""
    names = {
        Role.LEARNER: gettext("Learner"),
        Role.TRAINER: gettext("Trainer"),
        Role.REVIEWER: gettext("Reviewer"),
        Role.PERSONNEL: gettext("Personnel officer"),
        Role.INVIGILATOR: gettext("Invigilator"),
        Role.MARKER: gettext("Marker"),
        Role.ADMINISTRATOR: gettext("Administrator"),
        Role.AUDITOR: gettext("Auditor"),
    }
    return names[Role(value)]


def first_text(errors: object) -> str:
    """The first error text of a field, also of one whose errors are nested lists."""
    while isinstance(errors, list | tuple | dict):
        parts = list(errors.values()) if isinstance(errors, dict) else list(errors)
        errors = next((part for part in parts if part), "")
    return str(errors)


def init_app(app: Flask) -> None:
    """Register the filters."""
    app.jinja_env.filters["first_text"] = first_text
    for made in (day, day_short, moment, clock, number, percent, tier_name, role_name):
        app.jinja_env.filters[made.__name__] = made
