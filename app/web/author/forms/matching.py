"""How strictly typed answers are compared: three boxes that all kinds with typed answers share."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, Form

LOOSE = {"case": "ignore", "width": "half", "punctuation": "ignore"}
"""What is compared when a box is not ticked."""


class MatchingForm(Form):
    """What makes two typed answers differ."""

    case = BooleanField(_("Upper and lower case differ"))
    width = BooleanField(_("Full and half width differ"))
    punctuation = BooleanField(_("Punctuation counts"))


def read(ticked: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return `match` of the content; what the version before says besides is kept.

    >>> read({"case": True}, {"trim": False, "width": "half"})
    {'trim': False, 'width': 'half', 'case': 'exact'}
    """
    made = dict(before)
    for name, loose in LOOSE.items():
        if ticked.get(name):
            made[name] = "exact"
        elif name in made:
            made[name] = loose
    return made


def data_of(match: dict[str, Any]) -> dict[str, bool]:
    """Return the boxes that are ticked."""
    return {name: match.get(name) == "exact" for name in LOOSE}
