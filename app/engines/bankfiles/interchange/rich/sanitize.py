"""Other people's HTML made safe by nh3, with a list of what was removed from it."""

from __future__ import annotations

import re

import nh3

KEPT = {
    *("p", "br", "em", "strong", "b", "i", "s", "del", "strike", "u", "ins", "code", "tt", "kbd"),
    *("samp", "pre", "blockquote", "ul", "ol", "li", "table", "thead", "tbody", "tfoot", "tr"),
    *("th", "td", "caption", "sub", "sup", "h1", "h2", "h3", "h4", "h5", "h6", "div", "hr", "img"),
    *("audio", "source", "section", "article", "dl", "dt", "dd", "center", "figure", "figcaption"),
    *("math", "mrow", "mi", "mn", "mo", "mfrac", "msup", "msub", "msqrt", "mroot", "mtext"),
    *("mfenced", "msubsup", "mtable", "mtr", "mtd", "mstyle", "mspace", "mover", "munder"),
    "munderover",
}
_ATTRIBUTES = {
    "img": {"src", "alt"},
    "audio": {"src"},
    "source": {"src"},
    "ol": {"start"},
    "mfenced": {"open", "close"},
}
_SCHEMES = {"data", "http", "https", "file", "cid"}
_WITH_CONTENT = {"script", "style", "iframe", "object", "embed", "noscript", "template", "svg"}
_HARMLESS = {"span", "font", "a", "small", "big", "html", "body", "head", "label", "o:p", "nobr"}
"""Tags whose words stay and whose loss changes nothing that a candidate sees."""

_TAG = re.compile(r"<\s*([A-Za-z][\w:-]*)")
_HANDLER = re.compile(r"<[^<>]*\s(on[a-z]{3,})\s*=", re.IGNORECASE)
_LINK = re.compile(r"<a\b[^<>]*\bhref\s*=", re.IGNORECASE)
_SCRIPT_URL = re.compile(r"(?:href|src)\s*=\s*[\"']?\s*(javascript|vbscript):", re.IGNORECASE)


def sanitize(html: str) -> tuple[str, frozenset[str]]:
    """Return safe HTML and the names of what was removed (`script`, `onclick`, `javascript:`)."""
    removed = {name for tag in _TAG.findall(html) if (name := tag.lower()) not in KEPT | _HARMLESS}
    removed |= {name.lower() for name in _HANDLER.findall(html)}
    removed |= {f"{scheme.lower()}:" for scheme in _SCRIPT_URL.findall(html)}
    if _LINK.search(html):
        removed.add("href")
    cleaned = nh3.clean(
        html,
        tags=KEPT,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        clean_content_tags=_WITH_CONTENT,
        strip_comments=True,
        link_rel=None,
    )
    return cleaned, frozenset(removed)
