"""The page on which an item is written: its form, its rows, its pictures, what a candidate sees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import gettext as _
from markupsafe import Markup

from app.domain.bank import queries
from app.domain.bank import services as bank
from app.engines import items
from app.engines.bankfiles.interchange.media import kind_of
from app.engines.items import figures as engine_figures
from app.kernel.errors import InvalidError, NotFoundError
from app.web import marks
from app.web.access import current_actor, now
from app.web.author import sketch, solution
from app.web.author.forms import ItemForm, figures, rows
from app.web.author.forms.rows import Command, Deed
from app.web.forms import require_token
from app.web.unit_of_work import read_session, unit_of_work

LARGEST = engine_figures.LARGEST * 3 // 4
"""Bytes of a picture, so that it fits when it is written in base64."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What the pane beside the form shows.

    :ivar groups: the answer as a candidate reads it afterwards; none while there is no sound key.
    :ivar is_whole: whether the content is sound; else what is missing shows as dots.
    """

    view: Mapping[str, Any] | None
    groups: list[marks.Group]
    rows: list[solution.Row]
    explanation: Markup
    is_whole: bool


def is_live() -> bool:
    """Whether a script asks for parts of the page while somebody writes."""
    return bool(request.form.get("live"))


def asked_command() -> Command | None:
    """Return what a button of a row asks for; None when another button was pressed."""
    return rows.read_command(request.form.get("rows", ""))


def load(ref: str) -> bytes | None:
    """Return a picture that this person sent for the form."""
    try:
        staged, _bank = queries.get_staged(
            read_session(), UUID(ref), person_id=current_actor().person_id
        )
    except (ValueError, NotFoundError):
        return None
    return staged.data


def change(form: ItemForm, command: Command, bank_code: str) -> None:
    """Do what the button of a row asks for; nothing of the item is saved."""
    if command.deed is Deed.UPLOAD:
        _add_figure(form, bank_code)
    else:
        form.do(command)
    form.load_figures(load)


def preview(form: ItemForm) -> Preview:
    """Return what a candidate would see of the content, as far as it goes."""
    content = form.draft()
    made = sketch.complete(content)
    if made is None:
        return Preview(view=None, groups=[], rows=[], explanation=Markup(), is_whole=False)
    is_whole = made == content
    if is_live() and "figures" in made:
        held = made["figures"].items()
        made = {
            **made,
            "figures": {n: {**one, "data": figures.stand_in(n)} for n, one in held},
        }
    seed = current_actor().person_id
    return Preview(
        view=items.present(made, seed),
        groups=_answered(made, seed) if is_whole else [],
        rows=solution.rows(made) if is_whole else [],
        explanation=solution.explanation(made),
        is_whole=is_whole,
    )


def _answered(content: dict[str, Any], seed: int) -> list[marks.Group]:
    try:
        mark = items.mark(content, items.full_response(content), 1)
    except InvalidError:
        return []
    return marks.groups(items.present(content, seed), [part.to_json() for part in mark.parts])


def _add_figure(form: ItemForm, bank_code: str) -> None:
    """Keep the picture that was sent, and give it a number; say what is wrong with any other."""
    require_token()
    upload = request.files.get("figure_file")
    data = upload.read(LARGEST + 1) if upload and upload.filename else b""
    if problem := _refusal(form, data):
        form.figures.errors = [problem]
        return
    with unit_of_work() as session:
        staged = bank.stage_file(
            session,
            actor=current_actor(),
            bank_code=bank_code,
            name=(upload.filename if upload else "") or "figure",
            data=data,
            now=now(),
        )
        ref = f"{figures.STAGED}{staged.uuid}"
    number = figures.free_number(form.figures)
    form.figures.append_entry({"number": number, "ref": ref, "alt": ""})
    rows.set_focus(form.figures.entries[-1].form.alt)


def _refusal(form: ItemForm, data: bytes) -> str:
    if not data:
        return _("Please choose a picture or a sound first.")
    if len(data) > LARGEST:
        return _("The file is too large. Make it smaller; 1,600 pixels are enough for any screen.")
    if kind_of(data) not in engine_figures.IMAGES | engine_figures.SOUNDS:
        return _(
            "Accepted are PNG, JPEG, GIF, WebP and SVG pictures, and MP3, OGG, M4A and WAV sounds."
        )
    if len(form.figures.entries) >= (form.figures.max_entries or 1):
        return _("There are as many pictures as an item may have.")
    return ""
