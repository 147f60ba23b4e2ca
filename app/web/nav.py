"""Navigation: each audience's package lists its pages in NAV; layouts show what one may use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from flask import Flask, current_app, request, url_for
from flask_babel import LazyString

from app.kernel.actor import Actor, Permission
from app.web.access import find_actor
from app.web.forms import TokenForm


class Place(StrEnum):
    """Where an entry stands: the learner's top bar, or a group of the staff side bar."""

    LEARNER = "learner"
    PERSONNEL = "personnel"
    BANK = "bank"
    MARKING = "marking"
    ROOM = "room"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry. `permission` None means every signed-in person."""

    endpoint: str
    label: LazyString
    icon: str
    place: Place
    permission: Permission | None = None
    order: int = 100
    also: tuple[str, ...] = ()
    """Other endpoints (or `blueprint.` prefixes) under which this entry is the current one."""
    waiting: Callable[[], int] | None = None
    """Counts what waits for the reader behind this entry."""

    @property
    def count(self) -> int:
        """What waits behind it; 0 where nothing ever does."""
        return self.waiting() if self.waiting else 0

    def is_open_to(self, actor: Actor) -> bool:
        """Whether the person may use the page."""
        return self.permission is None or actor.has(self.permission)

    @property
    def is_current(self) -> bool:
        """Whether the page shown is this one or below it."""
        items: list[NavItem] = current_app.extensions["nav"]
        return self.leads_to(request.endpoint or "", items)

    def leads_to(self, endpoint: str, items: Iterable[NavItem]) -> bool:
        """Whether a page stands under this entry; a page with an entry stands under its own."""
        if any(item.endpoint == endpoint for item in items):
            return endpoint == self.endpoint
        return any(
            endpoint == other or (other.endswith(".") and endpoint.startswith(other))
            for other in self.also
        )

    @property
    def url(self) -> str:
        """The address."""
        return url_for(self.endpoint)


def entries(places: Iterable[Place]) -> list[NavItem]:
    """Return the entries of these places that the person may use, in order."""
    actor = find_actor()
    if actor is None:
        return []
    wanted = set(places)
    items: list[NavItem] = current_app.extensions["nav"]
    return [item for item in items if item.place in wanted and item.is_open_to(actor)]


def home_url(actor: Actor) -> str:
    """Return where a person lands after signing in: the first page that is theirs."""
    desks = [Place.PERSONNEL, Place.BANK, Place.MARKING, Place.ROOM]
    staff = entries([Place.SYSTEM]) or entries(desks)
    own = entries([Place.LEARNER])
    first = (staff or own) if not actor.has(Permission.LEARNING_MODULE_STUDY) else (own or staff)
    return first[0].url if first else url_for("account.profile")


def init_app(app: Flask, items: Iterable[NavItem]) -> None:
    """Keep the entries and give templates the function that lists them."""
    app.extensions["nav"] = sorted(items, key=lambda item: (item.place, item.order))

    @app.context_processor
    def navigation() -> dict[str, object]:
        return {
            "nav_entries": entries,
            "Place": Place,
            "actor": find_actor(),
            "button_form": TokenForm,
        }
