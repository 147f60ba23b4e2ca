"""Lesson markdown → safe HTML: headings, tables, figures; no links, no raw HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

FIGURE = re.compile(r"figures/[a-z0-9][a-z0-9-]*\.svg")
HAN = re.compile(r"[\u3400-\u9fff]")

_TAGS = {
    *("p", "br", "em", "strong", "s", "code", "pre", "blockquote", "ul", "ol", "li", "hr"),
    *("table", "thead", "tbody", "tr", "th", "td", "sub", "sup", "h2", "h3", "h4"),
    *("figure", "figcaption", "img", "div"),
}
_ATTRIBUTES = {
    "ol": {"start"},
    "img": {"src", "alt", "loading"},
    "div": {"class", "tabindex"},
    "pre": {"tabindex"},
    "table": {"class"},
}


@dataclass(frozen=True, slots=True)
class Image:
    """A figure as the text places it."""

    path: str
    alt: str
    caption: str
    is_alone: bool


def _render_image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    image = tokens[index]
    alt = escape(renderer.renderInlineAsText(image.children or [], options, env))
    picture = f'<img src="{escape(str(image.attrGet("src")))}" alt="{alt}" loading="lazy">'
    caption = escape(str(image.attrGet("title") or ""))
    return f"{picture}<figcaption>{caption}</figcaption>" if caption else picture


def _table_open(*_: Any) -> str:  # noqa: ANN401 - the signature of a render rule
    return '<div class="table-wrap" tabindex="0"><table class="table">\n'


def _table_close(*_: Any) -> str:  # noqa: ANN401
    return "</table></div>\n"


def _render_code(tokens: Sequence[Token], index: int) -> str:
    """Return a block of code that can be scrolled by keyboard."""
    return f'<pre tabindex="0"><code>{escape(tokens[index].content)}</code></pre>\n'


def _make() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "breaks": False})
    markdown.enable(["table", "strikethrough"])
    markdown.disable(["link", "autolink", "reference", "html_inline", "html_block"])
    markdown.core.ruler.push("figures", lambda state: _mark_figures(state.tokens))
    markdown.add_render_rule("image", _render_image)
    for name in ("fence", "code_block"):
        markdown.add_render_rule(name, lambda _self, tokens, index, *_: _render_code(tokens, index))
    markdown.add_render_rule("table_open", _table_open)
    markdown.add_render_rule("table_close", _table_close)
    return markdown


def _mark_figures(tokens: list[Token]) -> None:
    """Turn a paragraph that is one image into a figure."""
    for opening, inline, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type == "paragraph_open" and _is_lone_image(inline):
            opening.tag = closing.tag = "figure"


def _is_lone_image(inline: Token) -> bool:
    children = inline.children or []
    return len(children) == 1 and children[0].type == "image"


_MARKDOWN = _make()


def render(text: str) -> str:
    r"""Return markdown as safe HTML.

    >>> render("## One\n\nA **bold** word")
    '<h2>One</h2>\n<p>A <strong>bold</strong> word</p>'
    >>> render("<script>alert(1)</script>")
    '<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>'
    """
    html = nh3.clean(
        str(_MARKDOWN.render(text)),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=set(),
        link_rel=None,
    )
    return html.strip()


def images(text: str) -> Iterator[Image]:
    """Yield the figures a text places."""
    for token in _MARKDOWN.parse(text):
        for child in token.children or []:
            if child.type == "image":
                yield Image(
                    path=str(child.attrGet("src")),
                    alt=child.content,
                    caption=str(child.attrGet("title") or ""),
                    is_alone=_is_lone_image(token),
                )


def count_characters(text: str) -> int:
    """Return how many Chinese characters a text has, those of figures left out.

    >>> count_characters("## 一、two 三")
    2
    """
    return len(HAN.findall(re.sub(r"!\[[^\]]*\]\([^)]*\)", "", text)))


def sections(text: str) -> list[tuple[str, str]]:
    r"""Split a text at its headings of the second level; the first part has no title.

    >>> sections("a\n\n## B\nc")
    [('', 'a'), ('B', 'c')]
    """
    found: list[tuple[str, str]] = []
    title, lines, in_fence = "", list[str](), False
    for line in text.splitlines():
        in_fence ^= line.startswith("```")
        if line.startswith("## ") and not in_fence:
            found.append((title, "\n".join(lines).strip()))
            title, lines = line.removeprefix("## ").strip(), []
        else:
            lines.append(line)
    return [*found, (title, "\n".join(lines).strip())]
