"""Number formats by what they show: kind, decimals, thousands, percent, currency, date order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

GENERAL = "General"
BUILT_IN: dict[int, str] = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;"¥"-#,##0',
    6: '"¥"#,##0;[Red]"¥"-#,##0', 7: '"¥"#,##0.00;"¥"-#,##0.00',
    8: '"¥"#,##0.00;[Red]"¥"-#,##0.00', 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?",
    13: "# ??/??", 14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: 'yyyy"年"m"月"',
    28: 'm"月"d"日"', 29: 'm"月"d"日"', 30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"', 33: 'h"时"mm"分"ss"秒"', 34: '上午/下午h"时"mm"分"',
    35: '上午/下午h"时"mm"分"ss"秒"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0",
    38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00", 40: "#,##0.00;[Red]-#,##0.00",
    41: '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ ',
    42: '_ "¥"* #,##0_ ;_ "¥"* -#,##0_ ;_ "¥"* "-"_ ;_ @_ ',
    43: '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    44: '_ "¥"* #,##0.00_ ;_ "¥"* -#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ ',
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@", 50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: 'm"月"d"日"',
    55: '上午/下午h"时"mm"分"', 56: '上午/下午h"时"mm"分"ss"秒"', 57: 'yyyy"年"m"月"',
    58: 'm"月"d"日"',
}  # fmt: skip
"""Formats that a workbook names by number alone; those that depend on the place are the Chinese."""

KINDS = ("general", "number", "currency", "accounting", "percent", "date", "time", "datetime",
         "text", "scientific", "fraction")  # fmt: skip
CURRENCIES = {"¥": "¥", "￥": "¥", "$": "$", "€": "€", "元": "元", "CNY": "¥", "RMB": "¥"}
_PARTS = re.compile(
    r'"(?P<quote>[^"]*)"|\\(?P<escape>.)|_(?P<skip>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<half>AM/PM|A/P|上午/下午)|(?P<general>General|G/通用格式)|(?P<exp>E[+-])|(?P<token>[ymdhsbe]+)"
    r"|(?P<digits>[0#?.,]+)|(?P<percent>%)|(?P<slash>/)|(?P<text>@)|(?P<other>.)",
    re.IGNORECASE | re.DOTALL,
)
_LOCALE = re.compile(r"\$([^-]*)(-[0-9A-Fa-f]+)?")
_DATE, _TIME = frozenset("ydbe"), frozenset("hs")


@dataclass(slots=True)
class NumberFormat:
    """What one number format shows; `pattern` is the date or time as plain text."""

    kind: str = "general"
    decimals: int = 0
    thousands: bool = False
    percent: bool = False
    currency: str = ""
    pattern: str = ""
    negative_red: bool = False
    zeros: int = 0


@lru_cache(maxsize=512)
def meaning(code: str) -> NumberFormat:
    """Return what a format code means; its first section decides.

    >>> meaning("#,##0.00").decimals, meaning('yyyy"年"m"月"d"日";@').pattern
    (2, 'yyyy年m月d日')
    """
    sections = _sections(code)
    found = _Scan(sections[0]).result()
    found.negative_red = len(sections) > 1 and "[RED]" in sections[1].upper().replace("红色", "RED")
    return found


def _sections(code: str) -> list[str]:
    """Split at semicolons outside quotes."""
    sections, quoted, start = [], False, 0
    for index, char in enumerate(code):
        if char == '"':
            quoted = not quoted
        elif char == ";" and not quoted:
            sections.append(code[start:index])
            start = index + 1
    return [*sections, code[start:]]


_FLAG_KINDS = (
    ("percent", "percent"),
    ("exp", "scientific"),
    ("slash", "fraction"),
    ("fill", "accounting"),
)


class _Scan:
    """One section of a format, piece by piece."""

    def __init__(self, section: str) -> None:
        self.digits = ""
        self.plain = ""
        self.tokens: set[str] = set()
        self.flags: set[str] = set()
        self.currency = ""
        for piece in _PARTS.finditer(section):
            self._take(piece.lastgroup or "", piece)

    def _take(self, kind: str, piece: re.Match[str]) -> None:
        text = piece[kind]
        match kind:
            case "quote" | "escape" | "other":
                self._literal(text)
            case "bracket":
                self._bracket(text)
            case "token":
                self.tokens |= set(text.lower())
                self.plain += text.lower()
            case "half":
                self.flags.add("half")
                self.tokens.add("h")
            case "digits":
                self.digits += "" if "exp" in self.flags else text
                self.plain += text
            case "skip":
                pass
            case _:
                self.flags.add(kind)
                self.plain += text if kind in {"slash", "percent"} else ""

    def _literal(self, text: str) -> None:
        self.plain += text
        for sign, named in CURRENCIES.items():
            if sign in text.upper():
                self.currency = named

    def _bracket(self, text: str) -> None:
        if text.lower().strip("hms") == "" and text:
            self.tokens |= set(text.lower())
            self.plain += f"[{text.lower()}]"
        elif found := _LOCALE.fullmatch(text):
            self._literal(found[1])

    def result(self) -> NumberFormat:
        """Return the meaning of what was seen."""
        whole, _point, rest = self.digits.partition(".")
        decimals = len(rest.replace(",", ""))
        if self.tokens & (_DATE | _TIME) or self.tokens == {"m"}:
            return NumberFormat(self._time_kind(), decimals, pattern=self._pattern())
        return NumberFormat(
            self._number_kind(),
            decimals,
            thousands="," in whole.rstrip(","),
            percent="percent" in self.flags,
            currency=self.currency,
            zeros=whole.replace(",", "").count("0"),
        )

    def _pattern(self) -> str:
        return self.plain.strip().rstrip("@").replace("\u00a0", " ")

    def _time_kind(self) -> str:
        has_date = bool(self.tokens & _DATE) or ("m" in self.tokens and not self.tokens & _TIME)
        if has_date and self.tokens & _TIME:
            return "datetime"
        return "date" if has_date else "time"

    def _number_kind(self) -> str:
        if not self.digits:
            return "text" if "text" in self.flags else "general"
        for flag, kind in _FLAG_KINDS:
            if flag in self.flags:
                return kind
        return "currency" if self.currency else "number"
