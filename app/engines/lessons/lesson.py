"""A lesson file: head, passages, checkpoints between them."""

from __future__ import annotations

import re

from app.engines.lessons import markdown
from app.engines.lessons.frontmatter import Findings, read_front, read_whole
from app.engines.lessons.model import Lesson, Segment
from app.kernel.problem import Problem
from app.kernel.text import msg

SCHEMA = "xuekao-lesson/1"
PLACE = re.compile(r"^::check[ \t]+(\S+)[ \t]*$", re.MULTILINE)
STRAY = re.compile(r"^\s*::(?!check[ \t]+\S+[ \t]*$).*$", re.MULTILINE)
LONGEST_LESSON = 120


def read_lesson(text: str, where: str) -> tuple[Lesson, list[Problem]]:
    """Return the lesson and what is wrong with the file on its own."""
    found = Findings(where)
    fields, body = read_front(text, found)
    if fields.one_of("schema", [SCHEMA], "") != SCHEMA:
        fields.wrong("schema", msg("The head must name the schema %(name)s.", name=SCHEMA))
    listed_figures = fields.words("figures", required=False)
    listed_checks = fields.words("checkpoints")
    segments = split(_without_title(body))
    lesson = Lesson(
        code=fields.text("code"),
        title=fields.text("title", limit=60),
        minutes=read_whole(fields, "minutes", 1, LONGEST_LESSON),
        goals=tuple(fields.words("goals")),
        segments=tuple(
            Segment(markdown.render(part), code, markdown.count_characters(part))
            for part, code in segments
        ),
    )
    if list(lesson.checkpoints) != listed_checks:
        fields.wrong(
            "checkpoints",
            msg("The head lists other checkpoints than the text places, or in another order."),
            msg("The text places: %(codes)s.", codes=", ".join(lesson.checkpoints) or "-"),
        )
    _check_places(segments, found, body, text)
    _check_figures(body, set(listed_figures), found)
    fields.finish()
    found.take(fields.problems)
    return lesson, found.problems


def split(body: str) -> list[tuple[str, str | None]]:
    r"""Return the passages with the checkpoint that closes each.

    >>> split("a\n\n::check X-C01\n\nb")
    [('a', 'X-C01'), ('b', None)]
    """
    pieces = PLACE.split(body)
    passages = [piece.strip() for piece in pieces[::2]]
    codes: list[str | None] = [*pieces[1::2], None]
    pairs = list(zip(passages, codes, strict=True))
    return pairs if passages[-1] else pairs[:-1]


def _without_title(body: str) -> str:
    return re.sub(r"\A\s*# .*\n", "", body)


def _check_places(
    segments: list[tuple[str, str | None]], found: Findings, body: str, text: str
) -> None:
    above = text.count("\n") - body.count("\n")
    for passage, code in segments:
        if not passage:
            reason = msg("The checkpoint %(code)s stands after no passage.", code=code)
            found.add("", reason, msg("Place it after the passage that answers it."))
    for stray in STRAY.finditer(body):
        line = above + body.count("\n", 0, stray.start()) + 1
        cure = msg("A checkpoint is a line of its own: ::check EG201-C01.")
        found.add("", msg("This line is not understood."), cure, line=line)
    if not segments:
        found.add("", msg("The lesson has no text."))


def _check_figures(body: str, listed: set[str], found: Findings) -> None:
    placed = list(markdown.images(body))
    for image in placed:
        if not markdown.FIGURE.fullmatch(image.path):
            found.add(
                "",
                msg("A figure must lie in figures/ and be an SVG file: %(path)s.", path=image.path),
            )
        if not image.is_alone:
            found.add("", msg("The figure %(path)s needs a line of its own.", path=image.path))
        if not image.alt.strip():
            found.add("", msg("The figure %(path)s has no description.", path=image.path))
    paths = {image.path for image in placed}
    for path in sorted(paths ^ listed):
        found.add(
            "figures",
            msg("%(path)s stands in the head or in the text, but not in both.", path=path),
        )
