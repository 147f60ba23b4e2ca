"""Properties of paragraphs on slides: alignment, spacing, level, bullets."""

from __future__ import annotations

from app.engines.practicals.checks import spacing
from app.engines.practicals.checks.aspect import Aspect, Phrase
from app.engines.practicals.checks.paragraphs import PARAGRAPH_ASPECTS as OF_DOCUMENTS
from app.engines.practicals.checks.paragraphs import align_text
from app.engines.practicals.language import scalars
from app.engines.practicals.slides.aspects.base import Measured, of_paragraphs
from app.engines.practicals.slides.layers import Bullet, Spacing
from app.engines.practicals.slides.model import Paragraph
from app.engines.practicals.slides.scalars import chinese, named, sign
from app.engines.practicals.word import layers as word_layers
from app.engines.practicals.word.measures import LineSpacing, Space
from app.kernel.text import msg


def _align(paragraph: Paragraph) -> Measured:
    word = str(paragraph.look.get("align") or "left")
    return Measured(word, align_text(word), paragraph.look.layer("align"))


def _line(paragraph: Paragraph) -> Measured:
    stated = paragraph.look.get("line")
    found = stated if isinstance(stated, Spacing) else Spacing("auto", 1.0)
    value = LineSpacing(found.rule, found.value, word_layers.BUILT_IN)
    shown = spacing.line_text(found.rule, found.value)
    return Measured(value, shown, paragraph.look.layer("line"))


def _space(key: str) -> Aspect:
    known = OF_DOCUMENTS[key]

    def measure(paragraph: Paragraph) -> Measured:
        stated = paragraph.look.get(key)
        found = stated if isinstance(stated, Spacing) else Spacing("exact", 0.0)
        lines = found.value if found.rule == "auto" else None
        points = 0.0 if lines is not None else found.value
        space = Space(lines, points, automatic=False, layer=word_layers.BUILT_IN)
        value = spacing.SpaceWithGrid(space, 0.0)
        return Measured(value, spacing.space_text(space), paragraph.look.layer(key))

    hint = msg("Set the space in the Paragraph dialog, not by empty lines.")
    return of_paragraphs(known.title, known.scalar, measure, hint, known.phrase)


def _level(paragraph: Paragraph) -> Measured:
    return Measured(paragraph.level, msg("%(n)s", n=paragraph.level))


def _bullet_kind(paragraph: Paragraph) -> Measured:
    stated = paragraph.look.get("bullet")
    kind = stated.kind if isinstance(stated, Bullet) else "none"
    return Measured(kind, chinese("bullets", kind), paragraph.look.layer("bullet"))


def _bullet_sign(paragraph: Paragraph) -> Measured:
    stated = paragraph.look.get("bullet")
    layer = paragraph.look.layer("bullet")
    if not isinstance(stated, Bullet) or stated.kind != "char":
        return Measured("", msg("no bullet sign"), layer)
    return Measured(stated.sign, msg("“%(name)s”", name=stated.sign), layer)


_BULLET_HINT = msg(
    "Select the paragraphs and choose the sign under “Bullets”; a sign typed into the text is no "
    "bullet."
)

PARAGRAPH_ASPECTS: dict[str, Aspect] = {
    "align": of_paragraphs(
        msg("alignment"), scalars.align, _align, OF_DOCUMENTS["align"].hint, Phrase.WORD
    ),
    "line": of_paragraphs(
        msg("line spacing"), spacing.line, _line, OF_DOCUMENTS["line"].hint, Phrase.WORD
    ),
    "space.before": _space("space.before"),
    "space.after": _space("space.after"),
    "level": of_paragraphs(
        msg("list level"),
        scalars.count,
        _level,
        msg("Put the cursor into the paragraph and press Tab or Shift+Tab to change its level."),
    ),
    "bullet.kind": of_paragraphs(
        msg("kind of bullet"), named("bullets"), _bullet_kind, _BULLET_HINT
    ),
    "bullet.char": of_paragraphs(msg("bullet sign"), sign, _bullet_sign, _BULLET_HINT),
}
