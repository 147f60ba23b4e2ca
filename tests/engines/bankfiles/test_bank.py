from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.engines import bankfiles, items
from app.engines.bankfiles import ItemSource, Level
from app.kernel.tier import Tier

HEAD = """\
schema: xuekao-bank/1
code: user
title: 一般应用层题库
title_en: General-user tier
tier: USER
organization: "440000"
files: [a.yaml]
author: wangfang
reviewer: lihui
"""


def single(code: str, key: str, **changes: Any) -> ItemSource:
    options = {letter: {"text": f"option {letter}", "why": "w"} for letter in "ABCD"}
    content = {"kind": "single", "stem": code, "options": options, "key": key}
    source = ItemSource(
        code=code,
        content=content,
        tiers=(Tier.USER,),
        domain="D1",
        level=Level.KNOW,
        sources=("x",),
        where=f"a.yaml:{code}",
    )
    return replace(source, **changes)


def judge(code: str, *, key: bool) -> ItemSource:
    content = {**items.KINDS["judge"].EXAMPLES[0].content, "key": key}
    return replace(single(code, "A"), content=content)


def reasons(sources: list[ItemSource], known: tuple[str, ...] = ()) -> list[str]:
    return [str(problem.reason) for problem in bankfiles.check_bank(sources, known)]


def test_the_head_names_files_author_and_reviewer() -> None:
    bank, problems = bankfiles.read_bank_head(HEAD, "user/bank.yaml")
    assert problems == []
    assert bank
    assert (bank.files, bank.author, bank.reviewer) == (("a.yaml",), "wangfang", "lihui")


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("reviewer: lihui", "reviewer: wangfang", "b:9 reviewer"),
        ("tier: USER", "tier: ALL", "b:5 tier"),
        ("author: wangfang\n", "", "b:1 author"),
        ("code: user", "code: 'a b'", "b:2 code"),
        ("title_en:", "title_fr:", "b:4 title_fr"),
        ("xuekao-bank/1", "xuekao-bank/2", "b:1 schema"),
    ],
)
def test_a_fault_of_the_head_is_named_with_its_line(old: str, new: str, where: str) -> None:
    bank, problems = bankfiles.read_bank_head(HEAD.replace(old, new), "b")
    assert bank is None
    assert where in [problem.where for problem in problems]


def test_a_file_that_is_not_there_is_a_problem() -> None:
    head, _ = bankfiles.read_bank_head(HEAD, "b")
    assert head
    _, problems = bankfiles.read_bank(head, {}, "user")
    assert [str(problem) for problem in problems] == ["user/bank.yaml: There is no file a.yaml."]


def test_ids_are_unique_over_the_bank() -> None:
    assert reasons([single("Q1", "A"), single("Q1", "B")]) == [
        "The id Q1 is already used in a.yaml:Q1."
    ]


def test_enemies_exist_here_or_elsewhere() -> None:
    item = single("Q1", "A", enemies=("Q9",))
    assert reasons([item]) == ["There is no item Q9."]
    assert reasons([item], known=("Q9",)) == []


def test_keys_are_balanced() -> None:
    even = [single(f"Q{n}", "ABCD"[n % 4]) for n in range(16)]
    assert reasons(even) == []
    skewed = [single(f"Q{n}", "AAAB"[n % 4]) for n in range(16)]
    assert reasons(skewed) == [
        "The keys of the single choice items are not balanced: A 12, B 4, C 0, D 0."
    ]


def test_a_run_of_equal_keys_is_shown() -> None:
    found = reasons([single(f"Q{n}", key) for n, key in enumerate("AAAABBCCDDCB")])
    assert found == ["4 items in a row have the same key."]


def test_judgements_are_balanced() -> None:
    skewed = [judge(f"Q{n}", key=n % 3 > 0) for n in range(21)]
    assert reasons(skewed) == ["67 % of the true-or-false items are true."]
