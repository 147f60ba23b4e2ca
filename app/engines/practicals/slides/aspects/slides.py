"""Properties of slides: layout, texts, footers, transition, notes, background, what is on them."""

from __future__ import annotations

from app.engines.practicals.checks.aspect import Aspect
from app.engines.practicals.language import scalars
from app.engines.practicals.language.units import number_text
from app.engines.practicals.slides.aspects.base import Measured, OfSlide, of_slides, seen_on_slides
from app.engines.practicals.slides.model import Deck, Shape, Slide, role_of
from app.engines.practicals.slides.places import quoted
from app.engines.practicals.slides.scalars import chinese, named, seconds, words
from app.kernel.text import Message, msg

NUMBER, FOOTER, DATE = "sldNum", "ftr", "dt"


def _layout(_deck: Deck, slide: Slide) -> Measured:
    named_so = msg("“%(name)s”", name=slide.layout_name)
    known = chinese("layouts", slide.layout_kind)
    return Measured(slide.layout_kind, named_so if slide.layout_name else known)


def _holder(slide: Slide, role: str) -> Shape | None:
    return next((shape for shape in slide.own_shapes if role_of(shape) == role), None)


def _text(role: str) -> OfSlide:
    def measure(_deck: Deck, slide: Slide) -> Measured:
        if role == "body":
            text = "\n".join(s.text for s in slide.own_shapes if role_of(s) == "body" and s.text)
        else:
            shape = _holder(slide, role)
            text = shape.text if shape else ""
        return Measured(text, _quoted(text))

    return measure


def _quoted(text: str) -> Message:
    return msg("“%(name)s”", name=quoted(text)) if text else msg("empty")


def _all_text(_deck: Deck, slide: Slide) -> Measured:
    return Measured(slide.text, _quoted(slide.text))


def _fields(shape: Shape) -> list[str]:
    return [run.field for paragraph in shape.paragraphs for run in paragraph.runs if run.field]


def _shows_number(slide: Slide) -> bool:
    shape = _holder(slide, NUMBER)
    return shape is not None and "slidenum" in _fields(shape)


def _shows_footer(slide: Slide) -> bool:
    shape = _holder(slide, FOOTER)
    return shape is not None and bool(shape.text.strip())


def _shows_date(slide: Slide) -> bool:
    shape = _holder(slide, DATE)
    return shape is not None and bool(shape.text.strip() or _fields(shape))


def _date_moves(slide: Slide) -> bool:
    shape = _holder(slide, DATE)
    return shape is not None and any(name.startswith("datetime") for name in _fields(shape))


def _transition(_deck: Deck, slide: Slide) -> Measured:
    name = slide.transition.name
    return Measured(name, msg("no transition") if name == "none" else chinese("transitions", name))


def _after(_deck: Deck, slide: Slide) -> Measured:
    after = slide.transition.after
    if after is None:
        return Measured(None, msg("not set"))
    return Measured(after, msg("%(n)s s", n=number_text(after)))


def _notes(_deck: Deck, slide: Slide) -> Measured:
    return Measured(slide.notes, _quoted(slide.notes))


def _section(_deck: Deck, slide: Slide) -> Measured:
    return Measured(slide.section, _quoted(slide.section))


def _background_kind(_deck: Deck, slide: Slide) -> Measured:
    kind, _colour, layer = slide.background
    return Measured(kind, chinese("kinds", kind), layer)


def _background_colour(_deck: Deck, slide: Slide) -> Measured:
    kind, colour, layer = slide.background
    if kind != "solid":
        return Measured("", msg("no plain colour"), layer)
    if colour is None:
        return Measured(None, msg("a colour that cannot be known"), layer, known=False)
    return Measured(colour, msg("%(name)s", name=colour), layer)


def _count(kind: str) -> OfSlide:
    """Count what is seen on the slide; pictures of layout and master are seen too."""

    def measure(_deck: Deck, slide: Slide) -> Measured:
        number = sum(shape.kind == kind for shape in slide.shapes)
        return Measured(number, msg("%(n)s", n=number))

    return measure


def _animated(_deck: Deck, slide: Slide) -> Measured:
    number = len({effect.target for effect in slide.effects})
    return Measured(number, msg("%(n)s", n=number))


_FOOTER_HINT = msg(
    "Choose “Insert”, “Header and Footer”, tick what the task asks for, and apply it to the slides "
    "meant."
)
_TEXT_HINT = msg("Type the text into the placeholder of the layout, not into a text box.")
_TRANSITION_HINT = msg(
    "Select the slides and choose the effect under “Transitions”; “Apply To All” gives it to all."
)
_BACKGROUND_HINT = msg("Right-click the slide, choose “Format Background” and then the fill.")


def _insert(kind: str, title: Message) -> Aspect:
    hint = msg("Insert what the task asks for, and take away what is too much.")
    return of_slides(title, scalars.count, _count(kind), hint)


SLIDE_ASPECTS: dict[str, Aspect] = {
    "layout.type": of_slides(
        msg("layout"),
        named("layouts"),
        _layout,
        msg("Select the slide and choose the layout under “Layout”."),
    ),
    "title.text": of_slides(msg("title"), words, _text("title"), _TEXT_HINT),
    "subtitle.text": of_slides(msg("subtitle"), words, _text("subtitle"), _TEXT_HINT),
    "body.text": of_slides(msg("content"), words, _text("body"), _TEXT_HINT),
    "text": of_slides(msg("text of the slide"), words, _all_text, _TEXT_HINT),
    "placeholder.sldNum": seen_on_slides(
        msg("slide number"),
        (msg("slide number shown"), msg("no slide number")),
        _shows_number,
        _FOOTER_HINT,
    ),
    "placeholder.ftr": seen_on_slides(
        msg("footer"), (msg("footer shown"), msg("no footer")), _shows_footer, _FOOTER_HINT
    ),
    "placeholder.dt": seen_on_slides(
        msg("date"), (msg("date shown"), msg("no date")), _shows_date, _FOOTER_HINT
    ),
    "footer.text": of_slides(msg("text of the footer"), words, _text(FOOTER), _FOOTER_HINT),
    "date.auto": seen_on_slides(
        msg("automatic date"),
        (msg("date updated automatically"), msg("no date that updates itself")),
        _date_moves,
        _FOOTER_HINT,
    ),
    "transition": of_slides(
        msg("transition"), named("transitions", free=True), _transition, _TRANSITION_HINT
    ),
    "transition.after": of_slides(
        msg("time until the next slide"), seconds, _after, _TRANSITION_HINT
    ),
    "transition.click": seen_on_slides(
        msg("next slide on a click"),
        (msg("next slide on a click"), msg("next slide not on a click")),
        lambda slide: slide.transition.on_click,
        _TRANSITION_HINT,
    ),
    "notes": of_slides(
        msg("notes"), words, _notes, msg("Type the text into the notes pane below the slide.")
    ),
    "hidden": seen_on_slides(
        msg("hidden slide"),
        (msg("hidden"), msg("not hidden")),
        lambda slide: slide.hidden,
        msg("Right-click the slide and choose “Hide Slide”."),
    ),
    "section": of_slides(
        msg("section"), words, _section, msg("Right-click before the slide and add a section.")
    ),
    "background.kind": of_slides(
        msg("kind of background"), named("kinds"), _background_kind, _BACKGROUND_HINT
    ),
    "background.color": of_slides(
        msg("background colour"), scalars.color, _background_colour, _BACKGROUND_HINT
    ),
    "picture.count": _insert("picture", msg("number of pictures")),
    "table.count": _insert("table", msg("number of tables")),
    "chart.count": _insert("chart", msg("number of charts")),
    "smartart.count": _insert("smartart", msg("number of SmartArt diagrams")),
    "media.count": _insert("media", msg("number of media clips")),
    "anim.count": of_slides(
        msg("number of animated shapes"),
        scalars.count,
        _animated,
        msg("Open the Animation Pane and compare it with the task."),
    ),
}
