"""Formulas in one line: MathML and raised or lowered letters as plain characters."""

from __future__ import annotations

from lxml import etree

_SUP = dict(zip("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", strict=True))
_SUB = dict(zip("0123456789+-=()aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓ", strict=True))
_SCRIPTS = {"sup": (_SUP, "^"), "sub": (_SUB, "_")}
_PAIR = 2


def script(text: str, place: str) -> str:
    """Return raised (`sup`) or lowered (`sub`) text in characters of its own where there are any.

    >>> script("2", "sup"), script("max", "sub")
    ('²', '_(max)')
    """
    text = " ".join(text.split())
    letters, sign = _SCRIPTS[place]
    if text and all(letter in letters for letter in text):
        return "".join(letters[letter] for letter in text)
    if not text:
        return ""
    return f"{sign}{text}" if len(text) == 1 else f"{sign}({text})"


def linear(node: etree._Element) -> str:  # noqa: PLR0911 - one a kind of formula
    """Return a MathML formula in one line.

    >>> linear(etree.fromstring("<math><mfrac><mi>a</mi><mn>2</mn></mfrac></math>"))
    'a/2'
    """
    name = etree.QName(node).localname.lower()
    inside = [linear(child) for child in node]
    if name == "mfrac" and len(inside) == _PAIR:
        return f"{_group(inside[0])}/{_group(inside[1])}"
    if name == "msqrt":
        return f"√{_group(''.join(inside))}"
    if name == "mroot" and len(inside) == _PAIR:
        return f"{script(inside[1], 'sup')}√{_group(inside[0])}"
    if name in ("msup", "mover") and len(inside) == _PAIR:
        return f"{_group(inside[0])}{script(inside[1], 'sup')}"
    if name in ("msub", "munder") and len(inside) == _PAIR:
        return f"{inside[0]}{script(inside[1], 'sub')}"
    if name in ("msubsup", "munderover") and len(inside) > _PAIR:
        return f"{inside[0]}{script(inside[1], 'sub')}{script(inside[2], 'sup')}"
    if name == "mfenced":
        return f"{node.get('open', '(')}{', '.join(inside)}{node.get('close', ')')}"
    if name == "mtr":
        return ", ".join(inside)
    if name == "mtable":
        return f"[{'; '.join(inside)}]"
    return (" ".join((node.text or "").split())) + "".join(inside)


def _group(text: str) -> str:
    return text if len(text) == 1 or text.isalnum() else f"({text})"
