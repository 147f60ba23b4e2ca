from __future__ import annotations

from datetime import date

import pytest

from app.engines import bankfiles
from app.engines.bankfiles import Level, Use
from app.engines.bankfiles.source import canonical
from app.kernel.problem import Problem
from app.kernel.tier import Tier

FILE = """\
schema: xuekao-items/1
use: exam
defaults: {tier: [USER], points: 1, seconds: 60, scoring: per_blank, valid_from: 2026-12-01}
items:
- id: Q1
  kind: judge
  domain: D2
  module: EG201
  level: K
  difficulty: 0.7
  stem: 政务外网与互联网之间应当物理隔离。
  key: 错
  why: {对: 与内网混淆了。, 错: 正确。}
  source: [文件 二（一）]
- id: Q2
  kind: number
  domain: D10
  level: A
  stem: 2 的 6 次方是多少？
  key: {value: 64, tolerance: 0, unit: 个, decimals: 0}
  wrong: {"32": 少乘了一次。}
  source: [题干已给出数据]
"""


def read(text: str) -> tuple[list[bankfiles.ItemSource], list[Problem]]:
    return bankfiles.read_items(text, "q.yaml")


def test_authors_words_become_the_stored_form() -> None:
    (judge, number), problems = read(FILE)
    assert problems == []
    assert judge.content["key"] is False
    assert set(judge.content["why"]) == {"true", "false"}
    assert number.content["key"] == {"value": 64, "tolerance": 0}
    assert (number.content["unit"], number.content["decimals"]) == ("个", 0)


def test_defaults_fill_in_what_an_item_leaves_out() -> None:
    (judge, _), _ = read(FILE)
    assert judge.tiers == (Tier.USER,)
    assert (judge.points, judge.seconds, judge.valid_from) == (1, 60, date(2026, 12, 1))
    assert (judge.level, judge.use, judge.where) == (Level.KNOW, Use.EXAM, "q.yaml:5")


@pytest.mark.parametrize("word", ["对", "正确", "是", "true", "√"])
def test_many_words_mean_true(word: str) -> None:
    (judge, _), problems = read(FILE.replace("key: 错", f"key: {word}"))
    assert problems == []
    assert judge.content["key"] is True


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("schema: xuekao-items/1", "schema: other/1", "q.yaml:1"),
        ("use: exam", "uses: exam", "q.yaml:2"),
        ("  key: 错", "  key: 错\n  kye: 对", "q.yaml:13 Q1 kye"),
        ("domain: D2", "domain: D12", "q.yaml:7 Q1 domain"),
        ("module: EG201", "module: eg", "q.yaml:8 Q1 module"),
        ("level: K", "level: X", "q.yaml:9 Q1 level"),
        ("difficulty: 0.7", "difficulty: 7", "q.yaml:10 Q1 difficulty"),
        ("key: 错", "key: 也许", "q.yaml:12 Q1 key"),
        ("错: 正确。", "错: ''", "q.yaml:13 Q1 why.false"),
        ("  source: [文件 二（一）]\n", "", "q.yaml:5 Q1 source"),
        ("source: [文件 二（一）]", "valid_to: 2026-01-01\n  source: [x]", "q.yaml:14 Q1 valid_to"),
        ("source: [文件 二（一）]", "valid_to: soon\n  source: [x]", "q.yaml:14 Q1 valid_to"),
        ("source: [文件 二（一）]", "enemies: [Q1]\n  source: [x]", "q.yaml:14 Q1 enemies"),
        ("tier: [USER]", "tier: [CHIEF]", "q.yaml:5 Q1 tier"),
        ('"32": 少乘', '"64": 少乘', "q.yaml:21 Q2 wrong.64"),
        ("id: Q2", "id: Q2\n  id: Q3", "q.yaml:16"),
        ("stem: 2 的", "stem: &x 2 的", "q.yaml:19"),
        ("stem: 2 的", "stem: !!python/name:os.system 2 的", "q.yaml:19"),
        ("- id: Q2", " - id: Q2", "q.yaml:15"),
    ],
)
def test_a_fault_is_named_with_its_line_and_field(old: str, new: str, where: str) -> None:
    _, problems = read(FILE.replace(old, new, 1))
    assert where in [problem.where for problem in problems]


def test_a_sound_item_is_read_although_its_neighbour_is_not() -> None:
    sound, problems = read(FILE.replace("key: 错", "key: 也许"))
    assert [item.code for item in sound] == ["Q2"]
    assert problems


@pytest.mark.parametrize("text", ["", "[]", "a: [", "items", "\x00", "schema: xuekao-items/1"])
def test_what_is_no_item_file_is_one_problem(text: str) -> None:
    items, problems = read(text)
    assert (items, len(problems)) == ([], 1)


def test_yes_no_and_times_stay_words() -> None:
    options = "options: {A: {text: yes, why: off}, B: {text: 12:30, why: no}}"
    text = FILE[: FILE.index("- id: Q1")] + (
        f"- {{id: Q, kind: single, domain: D1, level: K, stem: x, {options}, key: A,"
        " source: [x]}\n"
    )
    (item,), problems = read(text)
    assert [problem for problem in problems if problem.is_error] == []
    assert item.content["options"]["B"] == {"text": "12:30", "why": "no"}


def test_canonical_json_does_not_depend_on_the_order_of_names() -> None:
    assert canonical({"b": 1, "a": "题"}) == canonical({"a": "题", "b": 1}) == '{"a":"题","b":1}'
