"""Our own items in Blackboard's dialect of QTI 1.2, built block by block as its exports are."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from html import escape

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108020000009077")


def formatted(text: str) -> str:
    return (
        '<material><mat_extension><mat_formattedtext type="HTML">'
        f"{escape(text)}</mat_formattedtext></mat_extension></material>"
    )


def block(name: str, text: str) -> str:
    empty = '<flow class="FILE_BLOCK"><material/></flow><flow class="LINK_BLOCK"><material>'
    empty += '<mattext texttype="text/plain" uri=""/></material></flow>'
    return f'<flow class="{name}">{formatted(text)}</flow>{empty}'


def question(text: str) -> str:
    return f'<flow class="QUESTION_BLOCK">{block("FORMATTED_TEXT_BLOCK", text)}</flow>'


def label(ident: str, text: str = "") -> str:
    inner = f'<flow_mat class="FORMATTED_TEXT_BLOCK">{formatted(text)}</flow_mat>' if text else ""
    return (
        '<flow_label class="Block"><response_label ident="'
        f'{ident}" shuffle="Yes" rarea="Ellipse" rrange="Exact">{inner}</response_label>'
        "</flow_label>"
    )


def lid(ident: str, labels: str, cardinality: str = "Single", shuffle: str = "Yes") -> str:
    return (
        f'<response_lid ident="{ident}" rcardinality="{cardinality}" rtiming="No">'
        f'<render_choice shuffle="{shuffle}" minnumber="0" maxnumber="0">{labels}'
        "</render_choice></response_lid>"
    )


def typed(ident: str, tag: str = "response_str") -> str:
    return f'<{tag} ident="{ident}" rcardinality="Single"><render_fib fibtype="String"/></{tag}>'


def equal(name: str, value: str) -> str:
    return f'<varequal respident="{name}" case="No">{escape(value)}</varequal>'


def condition(test: str, title: str = "correct", score: str = "SCORE.max") -> str:
    setting = f'<setvar variablename="SCORE" action="Set">{score}</setvar>' if score else ""
    return (
        f'<respcondition title="{title}"><conditionvar>{test}</conditionvar>{setting}'
        f'<displayfeedback linkrefid="{title}" feedbacktype="Response"/></respcondition>'
    )


def reply(ident: str, text: str) -> str:
    return (
        f'<itemfeedback ident="{ident}" view="All"><flow_mat class="Block">'
        f"{formatted(text)}</flow_mat></itemfeedback>"
    )


def item(kind: str, stem: str, responses: str, conditions: str, more: str = "") -> str:
    meta = (
        "<itemmetadata><bbmd_asi_object_id>_1_1</bbmd_asi_object_id>"
        f"<bbmd_questiontype>{kind}</bbmd_questiontype>"
        "<bbmd_partialcredit>false</bbmd_partialcredit>"
        "<qmd_absolutescore_max>2.0</qmd_absolutescore_max></itemmetadata>"
    )
    return (
        f'<item maxattempts="0">{meta}<presentation><flow class="Block">{question(stem)}'
        f'<flow class="RESPONSE_BLOCK">{responses}</flow>{more}</flow></presentation>'
        f'<resprocessing scoremodel="SumOfScores">{conditions}'
        f"{condition('<other/>', 'incorrect', '0.0')}</resprocessing></item>"
    )


def matching(names: Sequence[str], partners: Sequence[str], key: Sequence[int]) -> str:
    rows, conditions = "", ""
    for number, (name, place) in enumerate(zip(names, key, strict=True)):
        ids = [f"r{number}c{column}" for column in range(len(partners))]
        labels = "".join(f'<response_label ident="{one}"/>' for one in ids)
        row = block("FORMATTED_TEXT_BLOCK", name)
        rows += f'<flow class="Block">{row}{lid(f"r{number}", labels)}</flow>'
        conditions += condition(equal(f"r{number}", ids[place]), "", "")
    right = "".join(
        f'<flow class="Block">{block("FORMATTED_TEXT_BLOCK", one)}</flow>' for one in partners
    )
    right = f'<flow class="RIGHT_MATCH_BLOCK">{right}</flow>'
    return item("Matching", "把动物归类。", rows, conditions, right)


def document(*items: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><questestinterop><assessment title="题池">'
        f"<section>{''.join(items)}</section></assessment></questestinterop>"
    )


def package(files: dict[str, str | bytes], type_: str = "assessment/x-bb-qti-pool") -> bytes:
    """Pack files as Blackboard exports them; the manifest names every `.dat`."""
    resources = "".join(
        f'<resource bb:file="{name}" bb:title="x" identifier="{name[:-4]}" type="{type_}"'
        f' xml:base="{name[:-4]}"/>'
        for name in files
        if name.endswith(".dat")
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest identifier="man00001"'
        ' xmlns:bb="http://www.blackboard.com/content-packaging/"><organizations/>'
        f"<resources>{resources}</resources></manifest>"
    )
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("imsmanifest.xml", manifest)
        archive.writestr(".bb-package-info", "cx.package.info.version=6.0")
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()
