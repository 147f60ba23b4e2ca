"""Every endpoint says who may call it, every page can be reached, every address is its own."""

from __future__ import annotations

from flask import Flask
from jinja2 import Environment, nodes

from tests.architecture.source import APP


def test_every_endpoint_says_who_may_call_it(app: Flask) -> None:
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, "access")]
    assert silent == []


def test_the_navigation_leads_to_endpoints_that_exist(app: Flask) -> None:
    unknown = [i.endpoint for i in app.extensions["nav"] if i.endpoint not in app.view_functions]
    assert unknown == []


def test_every_template_is_used(app: Flask) -> None:
    python = "\n".join(p.read_text(encoding="utf-8") for p in APP.rglob("*.py"))
    pages = {p: p.read_text(encoding="utf-8") for p in APP.rglob("templates/**/*.html")}
    unused = []
    for path in pages:
        name = str(path).split("/templates/", 1)[1]
        others = [text for other, text in pages.items() if other != path]
        if f'"{name}"' not in python and not any(f'"{name}"' in text for text in others):
            unused.append(name)
    assert unused == []


def test_templates_import_only_what_they_use(app: Flask) -> None:
    environment: Environment = app.jinja_env
    found = []
    for path in sorted(APP.rglob("templates/**/*.html")):
        text = path.read_text(encoding="utf-8")
        tree = environment.parse(text)
        for node in tree.find_all(nodes.FromImport):
            for name in node.names:
                alias = name[1] if isinstance(name, tuple) else name
                if text.count(alias) < 2:
                    found.append(f"{path.name}: {alias}")
    assert found == []


def test_nothing_served_comes_from_outside() -> None:
    outside = []
    for path in [*APP.rglob("*.html"), *APP.rglob("*.css"), *APP.rglob("static/js/*.js"),
                 *(APP / "web/frontend").rglob("*.js")]:  # fmt: skip
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        text = text.replace("http%3A%2F%2Fwww.w3.org/2000/svg", "")
        if "http://" in text or "https://" in text:
            outside.append(path.name)
    assert outside == []


def test_no_inline_script_or_style_in_templates() -> None:
    bad = [
        path.name
        for path in APP.rglob("*.html")
        for text in [path.read_text(encoding="utf-8")]
        if " style=" in text or "onclick=" in text or "javascript:" in text
    ]
    assert bad == []


def test_colours_stand_in_the_tokens_only() -> None:
    import re

    found = [
        path.name
        for path in (APP / "web/static/css").glob("*.css")
        if path.name != "tokens.css"
        and re.search(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", _without_data(path.read_text()))
    ]
    assert found == []


def _without_data(css: str) -> str:
    import re

    return re.sub(r'url\("data:[^"]*"\)', "", css)
