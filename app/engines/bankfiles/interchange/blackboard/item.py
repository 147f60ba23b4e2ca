"""One item of Blackboard's dialect of QTI 1.2: blocks by class, kinds by name, keys by title."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from lxml import etree

from app.engines.bankfiles.interchange.media import Load, Media
from app.engines.bankfiles.interchange.model import RefuseError
from app.engines.bankfiles.interchange.prove import Draft
from app.engines.items.fields import decimal_of
from app.kernel.text import msg

GIVE_KEY = msg("Set the right answer in Blackboard and export it again.")
NO_KEY = msg("No answer of this item earns points: it has no key.")
EXACT = "exact"
ANSWERS = frozenset({"varequal", "varsubset", "vargte", "vargt", "varlte", "varlt"})


class BbItem:
    """An item while it is read; what it becomes is decided by `kinds`."""

    def __init__(self, node: etree._Element, draft: Draft, load: Load | None) -> None:
        self.node = node
        self.draft = draft
        self.media = Media(draft, "html", load)
        self.kind = (node.findtext(".//bbmd_questiontype") or "").strip()
        self.conditions = [
            one for one in node.iter("respcondition") if one.get("title", "").lower() != "incorrect"
        ]

    def stem(self) -> str:
        """Return the text of the question, and the files that stand with it."""
        blocks = list(self._flows("QUESTION_BLOCK")) or self.node.findall("presentation")
        texts = [text for block in blocks for text in self._texts(block, is_inline=False)]
        return "\n\n".join(text for text in texts if text)

    def line(self, node: etree._Element) -> str:
        """Return a short text: an option, an entry, a partner."""
        return " ".join(text for text in self._texts(node, is_inline=True) if text)

    def labels(self, response: etree._Element) -> dict[str, str]:
        """Return identifier → text of what can be chosen."""
        return {
            one.get("ident", ""): self.line(one) or (one.get("ident", ""))
            for one in response.iter("response_label")
        }

    def responses(self) -> list[etree._Element]:
        """Return the places to answer at."""
        return list(self.node.iter("response_lid", "response_str", "response_num"))

    def partners(self) -> list[str]:
        """Return the right side of a matching item."""
        return [
            self.line(one)
            for block in self._flows("RIGHT_MATCH_BLOCK")
            for one in block.iterchildren("flow")
        ]

    def right(self, name: str, known: Sequence[str] = ()) -> list[str]:
        """Return what earns points at a place: named, not forbidden, in its order."""
        found: list[str] = []
        for condition in self._rewarded():
            for node in condition.iter("varequal"):
                text = (node.text or "").strip()
                if not text and node.get("respident") in known:
                    text = node.get("respident", "")  # replies to options name them so
                is_mine = node.get("respident") == name or text in known
                if text and is_mine and (not known or text in known) and not _is_negated(node):
                    found.append(text)
        return list(dict.fromkeys(found))

    def patterns(self) -> list[tuple[str, str]]:
        """Return the accepted forms of a typed answer, each with the way it is compared."""
        found = []
        for condition in self._rewarded():
            for node in condition.iter("varequal", "varsubset"):
                if text := (node.text or "").strip():
                    way = node.get("setmatch") or _setting(condition, "EvaluationType") or EXACT
                    found.append((text, way.lower()))
        return list(dict.fromkeys(found))

    def is_case_exact(self) -> bool:
        """Whether capital letters count in what is typed."""
        return any(_setting(one, "IsCaseSensitive").lower() == "true" for one in self.conditions)

    def is_deducted(self) -> bool:
        """Whether a wrong option takes something away."""
        return any((decimal_of(_setting(one, "SCORE")) or 0) < 0 for one in self.conditions)

    def interval(self) -> tuple[Decimal, Decimal] | None:
        """Return the number that is right, and the tolerance around it."""
        for condition in self._rewarded():
            exact = _first(condition, ("varequal",))
            low, high = (
                _first(condition, ("vargte", "vargt")),
                _first(condition, ("varlte", "varlt")),
            )
            if low is not None and high is not None:
                middle = exact if exact is not None else (low + high) / 2
                return middle, min(abs(high - middle), abs(middle - low))
            if exact is not None:
                return exact, Decimal(0)
        return None

    def reply(self, ident: str) -> str:
        """Return what is said to an answer, or the solution."""
        for node in self.node.iter("itemfeedback"):
            if node.get("ident") == ident:
                return "\n\n".join(text for text in self._texts(node, is_inline=False) if text)
        return ""

    def is_partial(self) -> bool:
        """Whether a part of the answer earns a part of the points."""
        return (self.node.findtext(".//bbmd_partialcredit") or "").strip().lower() == "true"

    def describe(self) -> None:
        """Keep points and identifier."""
        points = decimal_of(self.node.findtext(".//qmd_absolutescore_max"))
        if points is not None and points > 0:
            self.draft.metadata["points"] = float(points)
        ident = (self.node.findtext(".//bbmd_asi_object_id") or "").strip()
        if ident:
            self.draft.metadata["id"] = ident

    def _rewarded(self) -> list[etree._Element]:
        """Return the conditions that give points; one without a setting gives them too."""
        named = [one for one in self.conditions if one.get("title", "").lower() == "correct"]
        return named or [one for one in self.conditions if _worth(one)]

    def _flows(self, name: str) -> Iterator[etree._Element]:
        for flow in self.node.iterfind("presentation//flow"):
            if flow.get("class", "").upper() == name:
                yield flow

    def _texts(self, top: etree._Element, *, is_inline: bool) -> Iterator[str]:
        for node in top.iter("mat_formattedtext", "mattext", "matapplication", "matimage"):
            if not is_inline and any(up.tag == "response_label" for up in node.iterancestors()):
                continue
            yield self._text(node, is_inline=is_inline)

    def _text(self, node: etree._Element, *, is_inline: bool) -> str:
        if node.tag in ("matapplication", "matimage"):
            return self._file(node)
        text = node.text or ""
        if not text.strip():
            return ""
        is_plain = node.get("type", "").upper() == "PLAIN_TEXT" or (
            node.tag == "mattext" and "html" not in node.get("texttype", "") and "<" not in text
        )
        read = self.media.line if is_inline else self.media.block
        return read(text, "plain" if is_plain else "html")

    def _file(self, node: etree._Element) -> str:
        source = node.get("uri", "")
        is_picture = node.tag == "matimage" or source.lower().endswith(
            (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")
        )
        if source and is_picture:
            return self.media.block(f'<img src="{source}" alt="{node.get("label", "")}">')
        if source:
            self.draft.warn(msg("A file beside the question was left out: %(name)s.", name=source))
        return ""


def require(found: Sequence[str]) -> Sequence[str]:
    """Return a key, or refuse an item without one."""
    if not found:
        raise RefuseError(NO_KEY, GIVE_KEY)
    return found


def _worth(condition: etree._Element) -> bool:
    value = _setting(condition, "SCORE")
    if not value:
        return any(node.tag in ANSWERS for node in condition.iter())
    return value == "SCORE.max" or (decimal_of(value) or 0) > 0


def _setting(condition: etree._Element, name: str) -> str:
    """Return what a condition sets a variable to."""
    for node in condition.iterchildren("setvar"):
        if name in (node.get("variablename"), node.get("varname")):
            return (node.text or "").strip()
    return ""


def _is_negated(node: etree._Element) -> bool:
    return any(up.tag == "not" for up in node.iterancestors())


def _first(condition: etree._Element, names: Sequence[str]) -> Decimal | None:
    found = (decimal_of(node.text) for node in condition.iter(*names))
    return next((one for one in found if one is not None), None)
