"""What is written comes back the same, in every format, for every kind the format carries."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from app.engines import items
from app.engines.bankfiles import ItemSource, Level, Secrecy, Use, interchange, read_items
from app.engines.bankfiles.interchange import Defaults, Format, code_of, export, to_source
from app.engines.bankfiles.interchange.export import Version, Written
from app.engines.bankfiles.interchange.rich import canonical, canonical_inline, from_plain
from app.kernel.tier import Tier
from tests.engines.bankfiles.interchange.material import FOUND, files, needs_material
from tests.engines.items.strategies import contents

NOTHING_SAID = Defaults(tier=Tier.LEAD, domain="D1", source="?")
CARRIED = {
    Format.TEXT: set(items.KINDS) - {"practical"},
    Format.QTI: set(items.KINDS) - {"practical"},
    Format.MOODLE: set(items.KINDS) - {"practical", "case", "hotspot"},
    Format.GIFT: set(items.KINDS) - {"practical", "case", "hotspot", "cloze", "order"},
    Format.CSV: set(items.KINDS) - {"practical", "case", "hotspot", "cloze"},
    Format.DOCX: set(items.KINDS) - {"practical"},
    Format.AIKEN: {"single"},
}
"""Format → kinds it has a place for."""
EMPTY = ("This is missing.",)
"""A text of signs alone, such as `-`, is an empty list in markdown and no text at all."""
KNOWN = ("gap", "lists and typed", "plain", "Word shows no sounds")
"""What a format may say of an item of a kind that it carries."""


def source_of(content: dict[str, Any], code: str = "Q-1") -> ItemSource:
    return ItemSource(
        code=code,
        content=content,
        tiers=(Tier.MGMT, Tier.USER),
        domain="D2",
        level=Level.APPLY,
        module="EG201",
        goal="G1",
        difficulty=0.7,
        seconds=33,
        points=2.0,
        enemies=("A-1", "A-2"),
        sources=("某法（2021年）第一条", "a [b] = c"),
        valid_from=date(2026, 12, 1),
        valid_to=date(2029, 1, 1),
        needs_figure=True,
        use=Use.QUIZ,
        secrecy=Secrecy.RESTRICTED,
    )


def stripped(value: Any) -> Any:
    """Texts without outer blanks, as the bank keeps them."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, dict):
        return {key: stripped(inner) for key, inner in value.items()}
    return [stripped(inner) for inner in value] if isinstance(value, list) else value


def back(written: Written) -> list[ItemSource]:
    result = interchange.read(written.data, written.name)
    assert [str(one.problem) for one in result.refused] == []
    return [to_source(found, code_of(found), NOTHING_SAID) for found in result.items]


FORMATS = [
    *(pytest.param(one, Version.V21, id=one.value) for one in CARRIED if one is not Format.AIKEN),
    pytest.param(Format.QTI, Version.V22, id="qti-2.2"),
    pytest.param(Format.QTI, Version.V30, id="qti-3.0"),
    pytest.param(Format.QTI, Version.V12, id="qti-1.2"),
]
V12 = CARRIED[Format.QTI] - {"order", "hotspot", "case"}
"""What QTI 1.2 has a place for."""


@pytest.mark.parametrize(("format_", "version"), FORMATS)
@settings(deadline=None, max_examples=60)
@given(content=contents)
def test_an_item_comes_back_with_the_same_digest(
    format_: Format, version: Version, content: dict[str, Any]
) -> None:
    content = stripped(content)
    if any(problem.is_error for problem in items.check(content)):
        return  # stripping made two texts the same
    source = source_of(content)
    written = export.write([source], format_, version)
    if written.omitted:
        reason = str(written.omitted[0].reason)
        is_known = content["kind"] in (V12 if version is Version.V12 else CARRIED[format_])
        assert not is_known or reason.endswith(EMPTY) or any(one in reason for one in KNOWN)
        return
    assert content["kind"] in CARRIED[format_]
    (again,) = back(written)
    assert again.code == source.code
    assert again.content == source.content
    assert again.digest == source.digest
    assert again.secrecy is source.secrecy


@pytest.mark.parametrize("format_", CARRIED)
def test_every_example_is_carried_or_named_as_omitted(format_: Format) -> None:
    examples = {name: dict(kind.EXAMPLES[0].content) for name, kind in items.KINDS.items()}
    sources = [source_of(content, f"E-{name}") for name, content in examples.items()]
    written = export.write(sources, format_)
    omitted = {problem.where.removeprefix("E-") for problem in written.omitted}
    special = {Format.GIFT: {"blank"}, Format.DOCX: {"hotspot"}}.get(format_, set())
    assert omitted == set(items.KINDS) - CARRIED[format_] | special
    assert written.count == len(sources) - len(omitted)
    for source in back(written) if format_ is not Format.AIKEN else []:
        name = source.code.removeprefix("E-")
        assert source.content == examples[name]


def test_canvas_gets_each_kind_under_its_own_name() -> None:
    examples = {name: dict(kind.EXAMPLES[0].content) for name, kind in items.KINDS.items()}
    sources = [source_of(content, f"E-{name}") for name, content in examples.items()]
    written = export.write(sources, Format.QTI, Version.V12)
    omitted = {problem.where.removeprefix("E-") for problem in written.omitted}
    assert omitted == {"practical", "order", "hotspot", "case", "cloze"}
    with zipfile.ZipFile(io.BytesIO(written.data)) as archive:
        root = etree.fromstring(archive.read("items/items.xml"))
    types = {
        one.text for one in root.iter("{*}fieldentry") if (one.text or "").endswith("question")
    }
    assert "multiple_answers_question" in types
    assert "fill_in_multiple_blanks_question" in types
    assert [one.content for one in back(written)] == [
        examples[name] for name in examples if name not in omitted
    ]


def test_what_other_systems_do_not_see_is_reported() -> None:
    content = {**items.KINDS["number"].EXAMPLES[0].content}
    written = export.write([source_of(content)], Format.GIFT)
    assert "unit, decimals, wrong" in str(written.reduced[0].reason)
    aiken = export.write([source_of(dict(items.KINDS["single"].EXAMPLES[0].content))], Format.AIKEN)
    assert "stay behind" in str(aiken.reduced[0].reason)


def test_the_points_of_others_are_ours_where_their_rules_say_the_same() -> None:
    """The mapping alone, without what we write aside, gives our scoring back."""
    for scoring in ("all_or_nothing", "partial", "partial_with_penalty"):
        content = {**items.KINDS["multiple"].EXAMPLES[0].content, "scoring": scoring}
        data = export.write([source_of(content)], Format.QTI).data
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            document = archive.read("Q-1.xml")
        (found,) = interchange.read(document, "item.xml").items
        assert found.content["scoring"] == scoring


def test_pictures_and_sounds_come_back() -> None:
    picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk"
    content = {
        "kind": "single",
        "stem": "看【图1】，听【图2】。",
        "options": {"A": {"text": "甲【图1】", "why": ""}, "B": {"text": "乙", "why": ""}},
        "key": "A",
        "figures": {
            "1": {"data": picture, "alt": "一幅 <图>"},
            "2": {"data": "data:audio/mpeg;base64,SUQzBAAA", "alt": ""},
        },
    }
    for format_ in (Format.QTI, Format.MOODLE, Format.TEXT):
        (again,) = back(export.write([source_of(content)], format_))
        assert again.content == content
    assert export.write([source_of(content)], Format.GIFT).omitted


def test_many_items_of_one_file_keep_their_order_and_codes() -> None:
    content = dict(items.KINDS["judge"].EXAMPLES[0].content)
    sources = [replace(source_of(content), code=f"N{n}") for n in range(30)]
    for format_ in (one for one in CARRIED if one is not Format.AIKEN):
        again = back(export.write(sources, format_))
        assert [one.code for one in again] == [one.code for one in sources]


def test_the_canonical_text_is_still_read_by_the_reader_of_item_files() -> None:
    examples = [dict(k.EXAMPLES[0].content) for n, k in items.KINDS.items() if n != "practical"]
    sources = [source_of(content, f"E{n}") for n, content in enumerate(examples)]
    text = export.write(sources, Format.TEXT).data.decode()
    again, problems = read_items(text, "a")
    assert [str(one) for one in problems if one.is_error] == []
    assert [one.digest for one in again] == [one.digest for one in sources]


texts = st.text("ab 12.)(*_~`#>-+=|:\\&<;\n！：中文", max_size=40)


@given(texts)
def test_the_canonical_form_of_a_text_is_stable(text: str) -> None:
    once = canonical(text)
    assert canonical(once) == once
    line = canonical_inline(text)
    assert canonical_inline(line) == line
    assert canonical(from_plain(text)) == from_plain(text)


class _Folder(etree.Resolver):
    def resolve(self, *given: Any) -> Any:
        name = str(given[0]).rpartition("/")[2]
        found = files(f"qti-xsd-2x/**/{name}")
        name_in = getattr(self, "resolve_filename")  # noqa: B009 - the stubs do not know it
        return name_in(str(found[0]), given[2]) if found else None


@needs_material
@pytest.mark.parametrize(
    ("version", "schema"),
    [(Version.V21, "imsqti_v2p1.xsd"), (Version.V22, "imsqti_v2p2.xsd")],
)
def test_what_is_written_is_valid_by_the_schemas(version: Version, schema: str) -> None:
    assert FOUND is not None
    parser = etree.XMLParser()
    parser.resolvers.add(_Folder())
    (path,) = files(f"qti-xsd-2x/**/{schema}")
    known = etree.XMLSchema(etree.parse(str(path), parser))
    examples = [
        dict(example.content)
        for name, kind in items.KINDS.items()
        for example in kind.EXAMPLES
        if name != "practical"
    ]
    rich = {
        "kind": "single",
        "stem": "甲 **乙** ~~丙~~ `丁`\n\n- a\n- b\n\n| x | y |\n| --- | --- |\n| 1 | 2 |\n\n> 引",
        "options": {"A": {"text": "*a*", "why": "w"}, "B": {"text": "b", "why": ""}},
        "key": "A",
        "explain": "一\n\n二",
    }
    sources = [source_of(content, f"E{n}") for n, content in enumerate([*examples, rich])]
    written = export.write(sources, Format.QTI, version)
    assert written.omitted == ()
    with zipfile.ZipFile(io.BytesIO(written.data)) as archive:
        for name in archive.namelist():
            if name.endswith(".xml") and name != "imsmanifest.xml":
                document = etree.fromstring(archive.read(name))
                assert known.validate(document), (name, known.error_log)
