"""What kinds, areas, levels, states and scorings are called on pages."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from app.domain.bank.models import Bank
from app.domain.bank.rules import STATE_NAMES, State
from app.domain.bank.services import Action
from app.domain.results.rules import DOMAIN_NAMES
from app.engines.bankfiles import Level, Secrecy
from app.engines.items import KINDS
from app.kernel.text import Message, msg
from app.web.i18n import choose_locale, translate

STATE_BADGES = {
    State.DRAFT: "",
    State.IN_REVIEW: "info",
    State.RETURNED: "bad",
    State.APPROVED: "warn",
    State.PUBLISHED: "ok",
    State.RETIRED: "line",
}
SECRECY_BADGES = {Secrecy.PUBLIC: "line", Secrecy.INTERNAL: "", Secrecy.RESTRICTED: "warn"}
ACTION_NAMES: Mapping[str, Message] = {
    Action.SUBMIT: msg("Hand in for review"),
    Action.TAG: msg("Add a tag"),
    Action.UNTAG: msg("Take a tag away"),
    Action.MOVE: msg("Move to another bank"),
    Action.RETIRE: msg("Take out of use"),
    Action.LABEL: msg("Change the secrecy label"),
}
SECRECY_NAMES: Mapping[str, Message] = {
    Secrecy.PUBLIC: msg("Public"),
    Secrecy.INTERNAL: msg("Internal"),
    Secrecy.RESTRICTED: msg("Restricted until used"),
}
LEVEL_NAMES: Mapping[str, Message] = {
    Level.KNOW: msg("K Know"),
    Level.COMPREHEND: msg("C Comprehend"),
    Level.APPLY: msg("A Apply"),
    Level.EVALUATE: msg("E Evaluate"),
    "any": msg("Any level"),
}


def kind_name(kind: str) -> str:
    """The name of a kind of item."""
    return translate(KINDS[kind].LABEL)


def state_name(state: State) -> str:
    """The name of a state."""
    return translate(STATE_NAMES[state])


def bank_name(bank: Bank) -> str:
    """The name of a bank in the language of the page."""
    return bank.title if choose_locale() == "zh_CN" else bank.title_en


def domain_name(code: str) -> str:
    """The name of an area of the competency framework (domain.md 4.1)."""
    return f"{code} {translate(DOMAIN_NAMES[code])}"


def action_name(action: Action) -> str:
    """The name of what is done with many items."""
    return translate(ACTION_NAMES[action])


def secrecy_name(label: Secrecy | str) -> str:
    """The name of a secrecy label."""
    return translate(SECRECY_NAMES[label])


def level_name(level: Level | str) -> str:
    """The name of a cognitive level (guide 2.5)."""
    return translate(LEVEL_NAMES[level])


def scoring_name(scoring: str) -> str:
    """The name of a way to share the points."""
    names: dict[str, str] = {
        "all_or_nothing": gettext("All or nothing"),
        "partial": gettext("A share for each right option; a wrong one brings 0"),
        "partial_with_penalty": gettext("A share for each right option, less one for each wrong"),
        "per_blank": gettext("A share for each gap"),
        "per_pair": gettext("A share for each pair"),
        "per_gap": gettext("A share for each gap"),
        "per_entry": gettext("A share for each entry"),
    }
    return names[scoring]


def change_name(path: str) -> str:
    """The name of a field in a comparison, such as `options.A.why`."""
    names: dict[str, str] = {
        "stem": gettext("Stem of the item"),
        "explain": gettext("Explanation of the whole item"),
        "options": gettext("Text of the option"),
        "key": gettext("Answer key"),
        "scoring": gettext("Scoring"),
        "why": gettext("Why it is right, or which error it shows"),
        "blanks": gettext("Gaps"),
        "accept": gettext("Accepted answers"),
        "reject": gettext("Common errors"),
        "wrong": gettext("Common errors"),
        "value": gettext("The right number"),
        "tolerance": gettext("Tolerance"),
        "unit": gettext("Unit of the number"),
        "decimals": gettext("Decimals"),
        "parts": gettext("Parts to put in order"),
        "left": gettext("Left list"),
        "right": gettext("Right list"),
        "tiers": gettext("Tiers"),
        "domain": gettext("Subject area"),
        "level": gettext("Cognitive level"),
        "module": gettext("Course module"),
        "difficulty": gettext("Expected to be right"),
        "seconds": gettext("Seconds needed"),
        "points": gettext("Points of the item"),
        "enemies": gettext("Not on one paper with"),
        "sources": gettext("Sources of the item"),
        "valid_from": gettext("Valid from"),
        "valid_to": gettext("Valid to"),
        "needs_figure": gettext("Cannot be answered without seeing a figure"),
    }
    names |= _more_names()
    head, parts = "", path.split(".")
    if parts[0] == "parts" and len(parts) > 2:  # noqa: PLR2004 - a question of a case
        head = gettext("Question %(number)s", number=parts[1].removeprefix("q"))
        parts = parts[2:]
    said = [names.get(part, part) for part in parts if part not in ("text", "content")]
    return " - ".join([head, *said] if head else said)


def _more_names() -> dict[str, str]:
    """The names of fields that only some kinds have."""
    return {
        "true": gettext("To those who say true"),
        "false": gettext("To those who say false"),
        "gaps": gettext("Gaps"),
        "words": gettext("Common list, one a line"),
        "replies": gettext("Common errors"),
        "weight": gettext("Counts this many times"),
        "groups": gettext("Groups"),
        "entries": gettext("What is to be classified"),
        "answers": gettext("Accepted answers"),
        "share": gettext("Share of the points"),
        "rubric": gettext("Rubric"),
        "model": gettext("Model answer"),
        "zero": gettext("What earns nothing"),
        "note": gettext("What is not deducted"),
        "limit": gettext("Characters asked for"),
        "regions": gettext("Regions"),
        "shape": gettext("Shape"),
        "coords": gettext("Place in pixels"),
        "image": gettext("Picture of the question"),
        "figures": gettext("Pictures and sounds"),
        "alt": gettext("What the picture shows, in words"),
        "match": gettext("How answers are compared"),
        "kind": gettext("Kind of item"),
        "fixed": gettext("Keeps its place"),
        "code": gettext("Item code"),
        "goal": gettext("Goal of the module"),
    }
