"""What an answer says: letters, right or wrong, words for gaps, a number, an order."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from app.engines.bankfiles.interchange.exam.words import judged, shadow

_LETTERS = re.compile(r"[A-Ha-h](?:[\s,、;/|和及与&+>→\-]*[A-Ha-h])*")
_BRACKETED = re.compile(r"\(\s*([A-H](?:[\s,、]*[A-H])*|√|×|✓|✗|对|错|正确|错误|[TF])\s*\)")
_NUMBERED = re.compile(r"(?:^|[\s;,、])[(（]?(\d{1,2})[)）.、:：]\s*")
LONGEST_NUMBER = 80
LONGEST_SAID = 40
_SAID = re.compile(
    r"^\s*[(（]?([A-Ha-h](?:[\s,，、]*[A-Ha-h])*|对|错|正确|错误|√|×)[)）]?\s*[。．.；;，,：:]\s*"
)
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩"
_NUMBER = re.compile(r"([-+]?\d[\d,]*(?:\.\d+)?)\s*(?:±\s*(\d+(?:\.\d+)?))?\s*(\D{0,10})")


def letters(text: str) -> list[str]:
    """Return the letters of an answer in their order, none when it is something else.

    >>> letters("A、C、D"), letters("b,c"), letters("Apple")
    (['A', 'C', 'D'], ['B', 'C'], [])
    """
    plain = shadow(text).strip().strip(".。;；()[]项").strip()
    if not _LETTERS.fullmatch(plain):
        return []
    found = [letter.upper() for letter in re.findall("[A-Ha-h]", plain)]
    return found if len(set(found)) == len(found) else []


def with_words(text: str, options: Mapping[str, str]) -> tuple[str, str]:
    """Return an answer, and the words that were written behind it instead of under 解析.

    >>> with_words("C。公文不具有随意性。", {"C": "随意性"})
    ('C', '公文不具有随意性。')
    >>> with_words("C．随意性", {"C": "随意性"})
    ('C', '')
    """
    found = _SAID.match(text[:LONGEST_SAID])
    if not found or not re.search("[\u4e00-\u9fff]", text[found.end() :]):
        return text, ""
    keys, rest = found.group(1), text[found.end() :].strip()
    named = letters(keys)
    if judged(keys) is None and not (named and set(named) <= set(options)):
        return text, ""
    is_repeated = len(named) == 1 and rest.rstrip("。.") == options[named[0]].strip().rstrip("。.")
    return keys, "" if is_repeated else rest


def in_brackets(stem: str) -> tuple[str, str]:
    """Return the answer written into the brackets of a stem, and the stem with them emptied.

    >>> in_brackets("我国的首都是（ B ）。")
    ('B', '我国的首都是（　）。')
    """
    found = list(_BRACKETED.finditer(shadow(stem)))
    if len(found) != 1:
        return "", stem
    place = found[0]
    return place.group(1), f"{stem[: place.start()]}（　）{stem[place.end() :]}"


def truth(text: str) -> bool | None:
    """Return right or wrong, None when the answer is neither."""
    return judged(text)


def side(text: str) -> bool | None:
    """Return the truth that an option says; a single Latin letter says none.

    >>> side("正确"), side("x")
    (True, None)
    """
    return None if re.fullmatch("[A-Za-z]", text.strip()) else judged(text)


def for_gaps(text: str, count: int) -> list[list[str]]:
    """Return the accepted forms for each of so many gaps; none when they do not come out even.

    >>> for_gaps("北京；广州", 2), for_gaps("（1）甲（2）乙", 2), for_gaps("法律/法规", 1)
    ([['北京'], ['广州']], [['甲'], ['乙']], [['法律', '法规']])
    """
    text = text.strip()
    if count == 1:
        return [_forms(re.sub(r"^[（(]?1[)）.、:：]\s*", "", text))]
    numbered = _by_numbers(text)
    if len(numbered) == count:
        return [_forms(one) for one in numbered]
    for separator in (r"[；;\n]", r"\|{1,2}", r"[、]", r"[，,]", r"\s+"):
        pieces = [piece.strip() for piece in re.split(separator, text) if piece.strip()]
        if len(pieces) == count:
            return [_forms(piece) for piece in pieces]
    return []


def _by_numbers(text: str) -> list[str]:
    for place, sign in enumerate(_CIRCLED, start=1):
        text = text.replace(sign, f" {place}. ")
    text = re.sub(r"[（(](\d{1,2})[)）]", r" \1. ", text)
    pieces = _NUMBERED.split(f" {text}")
    numbers = pieces[1::2]
    if numbers != [str(place) for place in range(1, len(numbers) + 1)] or pieces[0].strip():
        return []
    return [piece.strip(" ；;，,、\n") for piece in pieces[2::2]]


def _forms(text: str) -> list[str]:
    forms = [form.strip() for form in re.split(r"[/|｜]|或者", text) if form.strip()]
    return list(dict.fromkeys(forms))


def number(text: str) -> tuple[Decimal, Decimal, str] | None:
    """Return value, tolerance and unit of a numeric answer.

    >>> number("87.5±0.05%")
    (Decimal('87.5'), Decimal('0.05'), '%')
    """
    plain = shadow(text).strip().replace("\u2212", "-")
    found = _NUMBER.fullmatch(plain) if len(plain) <= LONGEST_NUMBER else None
    if not found:
        return None
    try:
        value = Decimal(found.group(1).replace(",", ""))
        return value, Decimal(found.group(2) or 0), found.group(3).strip()
    except InvalidOperation:
        return None


def pairs(text: str) -> list[tuple[str, str]]:
    """Return pairs such as `1-A 2-C` or `1→A；2→C`."""
    plain = shadow(text)
    return [
        (left, right.upper())
        for left, right in re.findall(r"(\d{1,2})\s*[-—–→:=>]+\s*([A-Ja-j])", plain)
    ]


def unknown(keys: Sequence[str], options: Sequence[str]) -> list[str]:
    """Return letters that are not among the options."""
    return [key for key in keys if key not in options]
