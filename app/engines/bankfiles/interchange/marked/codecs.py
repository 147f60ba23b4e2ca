"""Values of an item that are no texts, as a person writes them, and back."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from app.engines.bankfiles.interchange.exam.texts import rubric
from app.engines.bankfiles.interchange.exam.words import judged, shadow, table
from app.engines.items import figures

ARROW = " → "
_PAIR = re.compile(r"([0-9]{1,2})\s*[-—–→:]\s*([A-J])")
_SHARE = re.compile(r"^(.*?)(?:（(\d+(?:\.\d+)?)%）)?(?: → (.*))?$", re.DOTALL)
_SHAPES = {"rect": "矩形", "circle": "圆形", "poly": "多边形"}
HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Codec:
    """How a value is written and read; `read` may raise ValueError."""

    write: Callable[[Any], str]
    read: Callable[[str], Any]


def encode(name: str, kind: str, value: Any) -> tuple[str, bool]:  # noqa: ANN401 - any JSON value
    """Return a value as text, and whether it had to be written as JSON.

    >>> encode("key", "multiple", ["A", "C"]), encode("accept", "blank", ["a/b"])
    (('AC', False), ('["a/b"]', True))
    """
    codec = _codec(name, kind)
    try:
        text = codec.write(value)
        if _same(codec.read(text), value):
            return text, False
    except (ValueError, TypeError, KeyError, AttributeError, IndexError):
        pass
    return json.dumps(value, ensure_ascii=False), True


def decode(name: str, kind: str, text: str, *, is_raw: bool = False) -> Any:  # noqa: ANN401
    """Return the value of a text.

    :raises ValueError: when it cannot be understood.
    """
    return json.loads(text) if is_raw else _codec(name, kind).read(text)


def _codec(name: str, kind: str) -> Codec:
    if name == "key":
        return KEYS.get(kind, PLAIN)
    return CODECS.get(name, PLAIN)


def _same(one: Any, other: Any) -> bool:  # noqa: ANN401
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)


def _letters(text: str) -> list[str]:
    plain = shadow(text).strip().upper()
    found = re.findall("[A-T]", plain)
    if not found or re.sub(r"[A-T\s,、;，；]", "", plain):
        raise ValueError(text)
    return found


def _letter(text: str) -> str:
    (found,) = _letters(text)
    return found


def _judged(text: str) -> bool:
    found = judged(text)
    if found is None:
        raise ValueError(text)
    return found


def _pairs(text: str) -> dict[str, str]:
    found = dict(_PAIR.findall(shadow(text).upper()))
    if not found or re.sub(r"[\s;,；，、]", "", _PAIR.sub("", shadow(text).upper())):
        raise ValueError(text)
    return found


def _number(text: str) -> int | float:
    plain = shadow(text).strip().replace("\u2212", "-").replace(",", "")
    try:
        found = json.loads(plain)
    except json.JSONDecodeError:
        found = float(plain)
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise ValueError(text)  # noqa: TRY004 - the text is wrong, not its type
    return found


def _forms(text: str) -> list[str]:
    return [form for one in re.split(r"\n| / |／", text) if (form := one.strip())]


def _replies(text: str) -> dict[str, str]:
    lines = [line for line in text.split("\n") if line.strip()]
    parted = [re.split(r"\s*(?:→|->)\s*", line, maxsplit=1) for line in lines]
    return {form.strip(): reply.strip() for form, reply in parted}


def _answers(text: str) -> list[dict[str, Any]]:
    made = []
    for line in text.split("\n"):
        found = _SHARE.match(line.strip())
        if not line.strip() or not found:
            continue
        form: dict[str, Any] = {"text": found[1].strip()}
        if found[2]:
            share = float(found[2]) / HUNDRED
            form["share"] = int(share) if share == int(share) else share
        if found[3]:
            form["why"] = found[3].strip()
        made.append(form)
    return made


def _form(form: Mapping[str, Any]) -> str:
    share = f"（{form['share'] * HUNDRED:g}%）" if "share" in form else ""
    return f"{form['text']}{share}{ARROW + form['why'] if form.get('why') else ''}"


def _area(text: str) -> dict[str, Any]:
    word, *numbers = re.split(r"[\s,，]+", shadow(text).strip())
    shape = {words: name for name, words in _SHAPES.items()}[word]
    return {"shape": shape, "coords": [_number(one) for one in numbers]}


def _image(text: str) -> str:
    found = figures.MARK.search(text)
    if found is None:
        raise ValueError(text)
    return found[1]


def _scoring(text: str) -> str:
    known: Mapping[str, str] = table("scorings")
    return known[text.strip()]


def _scoring_word(value: str) -> str:
    words = {name: word for word, name in table("scorings").items()}
    return str(words[value])


PLAIN = Codec(str, lambda text: text)
_LETTERS = Codec("".join, _letters)
_PAIRED = Codec(lambda key: "；".join(f"{one}-{other}" for one, other in key.items()), _pairs)
_REPLIED = Codec(lambda held: "\n".join(f"{k}{ARROW}{v}" for k, v in held.items()), _replies)
_NUMERIC = Codec(json.dumps, _number)
KEYS: Mapping[str, Codec] = MappingProxyType(
    {
        "single": Codec(str, _letter),
        "cloze": Codec(str, _letter),
        "judge": Codec(lambda key: "对" if key is True else "错", _judged),
        "multiple": _LETTERS,
        "order": _LETTERS,
        "hotspot": _LETTERS,
        "match": _PAIRED,
        "classify": _PAIRED,
    }
)
CODECS: Mapping[str, Codec] = MappingProxyType(
    {
        **dict.fromkeys(("value", "tolerance", "points", "limit", "weight"), _NUMERIC),
        **dict.fromkeys(("reject", "replies", "wrong"), _REPLIED),
        "accept": Codec(" / ".join, _forms),
        "rubric": Codec(
            lambda lines: "\n".join(f"{one['text']}，{one['points']}分" for one in lines), rubric
        ),
        "answers": Codec(lambda forms: "\n".join(map(_form, forms)), _answers),
        "scoring": Codec(_scoring_word, _scoring),
        "area": Codec(
            lambda held: f"{_SHAPES[held['shape']]} {','.join(map(json.dumps, held['coords']))}",
            _area,
        ),
        "image": Codec(figures.mark_of, _image),
        "rest": Codec(lambda rest: json.dumps(rest, ensure_ascii=False), json.loads),
    }
)
