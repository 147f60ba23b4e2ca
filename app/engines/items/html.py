"""Authors' markdown → safe HTML: emphasis, code, lists and tables; no links, images or raw HTML."""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    *("p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li"),
    *("table", "thead", "tbody", "tr", "th", "td", "sub", "sup"),
}
_ATTRIBUTES = {"ol": {"start"}}

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(
    ["table", "strikethrough"]
)
_MARKDOWN.disable(["link", "image", "autolink", "reference", "html_inline", "html_block"])


_MARKED = re.compile(
    r"[\\`*_~&<>\"#|=+\-\n\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
    r"|^\s*\d{1,9}[.)]|^ {4}"
)
"""What may mean something in markdown or HTML; a line without any is shown as it is."""


@lru_cache(maxsize=4096)
def render(text: str) -> str:
    """Return a stem or an explanation as HTML blocks.

    >>> render("A **bold** word")
    '<p>A <strong>bold</strong> word</p>'
    """
    if text.strip() and not _MARKED.search(text):
        return f"<p>{text.strip(' ')}</p>"
    return _clean(str(_MARKDOWN.render(text))).strip()


@lru_cache(maxsize=4096)
def render_inline(text: str) -> str:
    """Return an option or a part as HTML without a paragraph around it.

    >>> render_inline("x < `y`")
    'x &lt; <code>y</code>'
    """
    if not _MARKED.search(text):
        return text.strip()
    return _clean(str(_MARKDOWN.renderInline(text))).strip()


def markdown() -> MarkdownIt:
    """Return the one reader of markdown, for those who write markdown and must know its effect."""
    return _MARKDOWN


def plain(text: str) -> str:
    """Return the words alone, on one line, for lists and titles.

    >>> plain("A **bold** word")
    'A bold word'
    """
    if not _MARKED.search(text):
        return " ".join(text.split())
    words = unescape(nh3.clean(render(text), tags=set(), attributes={}))
    return " ".join(words.split())


def _clean(html: str) -> str:
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=set())
