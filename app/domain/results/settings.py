"""Settings of this installation that the room needs, set once at start."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class ResultSettings:
    """`zone` decides which day it is; an export can be fetched for `export_days`."""

    zone: str = "Asia/Shanghai"
    export_days: int = 7

    def day(self, moment: datetime) -> date:
        """Return the calendar day of an instant where the exams are held."""
        return self.local(moment).date()

    def local(self, moment: datetime) -> datetime:
        """Return an instant in the zone of the installation."""
        return moment.astimezone(ZoneInfo(self.zone))

    def midnight(self, on: date) -> datetime:
        """Return the instant at which a day begins there."""
        return datetime.combine(on, time(), ZoneInfo(self.zone))

    def export_ends(self, made_at: datetime) -> datetime:
        """Return until when an export can be fetched."""
        return made_at + timedelta(days=self.export_days)


class _Current:
    settings = ResultSettings()


def use(settings: ResultSettings) -> None:
    """Work with these settings from now on."""
    _Current.settings = settings


def current() -> ResultSettings:
    """Return the settings in use."""
    return _Current.settings
