"""Messages: verdicts, cues, actions, mail sent, dangerous steps."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.engines.practicals import Status, Task, bound, grade, inspect, model_answer, read_task
from app.engines.practicals.inbox.office import scene
from app.engines.practicals.work.package import to_bytes
from app.kernel.errors import InvalidError
from tests.factories.practicals import bank_task, mapping

WORDS: dict[str, Any] = {
    "verdicts": {"legit": "可信", "phish": "可疑"},
    "actions": {"reply": "回复", "report": "举报", "delete": "删除", "archive": "归档"},
    "cues": {"urgency": "施压", "sender": "地址不符", "good": "许诺好处"},
}
MESSAGES: list[dict[str, Any]] = [
    {"id": "a", "truth": "phish", "from": "x <x@example.net>", "subject": "停用", "body": "口令",
     "cues": ["urgency", "sender"], "correct": ["report"],
     "link": {"show": "邮箱", "real": "http://x.example.net", "form": True}},
    {"id": "b", "truth": "legit", "from": "处 <c@example.gov>", "subject": "函", "body": "请回复",
     "correct": ["reply", "archive"]},
    {"id": "c", "truth": "phish", "from": "y <y@example.net>", "subject": "补贴", "body": "申领",
     "cues": ["good"], "correct": ["report"],
     "attach": {"name": "表.xlsm", "kind": "macro"}},
]  # fmt: skip


def task(**check: Any) -> Task:
    checks = [{"id": "c", "title": "C", "points": 4, **check}]
    plan = {"me": "我 <me@example.gov>", "messages": MESSAGES, **WORDS}
    return read_task(mapping(module="inbox", starter=plan, checks=checks))


def work(mails: dict[str, Any] | None = None, *, sent: Any = (), events: Any = ()) -> bytes:
    return to_bytes("inbox", {"mails": mails or {}, "sent": list(sent), "events": list(events)})


RIGHT = {
    "a": {"verdict": "phish", "action": "report", "cues": ["urgency", "sender"], "read": True},
    "b": {"verdict": "legit", "action": "archive", "read": True},
    "c": {"verdict": "phish", "action": "report", "cues": ["good"], "read": True},
}
REPLY = {
    "how": "reply",
    "of": "b",
    "to": ["c@example.gov"],
    "subject": "回复：函",
    "body": "已 收悉",
}
WANTED = {"how": "reply", "of": "b", "to": ["C@example.gov"], "subject": ["函"], "body": ["收悉"]}


@pytest.mark.parametrize(
    ("check", "data", "score"),
    [
        ({"verdict": ["phish", "legit"]}, work(RIGHT), 4),
        ({"verdict": ["phish"]}, work({"a": {"verdict": "phish"}}), 2),
        ({"verdict": ["legit"]}, work({"b": {"verdict": "phish"}}), 0),
        ({"action": True}, work(RIGHT), 4),
        ({"action": True}, work({"b": {"action": "reply"}}), 1.5),
        ({"cues": {"need": 2, "wrong_cue": 0.5}}, work(RIGHT), 4),
        ({"cues": {"need": 2}}, work({"a": {"cues": ["urgency"]}}), 1),
        ({"cues": {"need": 1, "wrong_cue": 1}}, work({"a": {"cues": ["urgency", "good"]}}), 0),
        ({"events": {"forbid": ["open_link:phish"]}}, work(RIGHT), 4),
        ({"events": {"forbid": ["open_link:phish"]}}, work(), 0),
        (
            {"events": {"forbid": ["open_link:phish"], "each": 0.5}},
            work(RIGHT, events=[[9, "open_link", "a"], [10, "open_link", "a"]]),
            2,
        ),
        (
            {"events": {"forbid": ["open_link:phish"]}},
            work(RIGHT, events=[[9, "open_link", "b"]]),
            4,
        ),
        ({"events": {"forbid": ["submit_form"]}}, work(RIGHT, events=[[9, "submit_form", "a"]]), 0),
        (
            {"events": {"require": ["check_link:phish"]}},
            work(RIGHT, events=[[9, "check_link", "a"]]),
            2,
        ),
        ({"sent": [WANTED]}, work(sent=[REPLY]), 4),
        ({"sent": [WANTED]}, work(sent=[{**REPLY, "to": ["d@example.gov"]}]), 2.5),
        ({"sent": [WANTED]}, work(sent=[{**REPLY, "of": "a"}]), 0),
        ({"sent": [{**WANTED, "attached": ["表.docx"]}]}, work(sent=[REPLY]), 3),
        ({"filed": {"b": "公文"}}, work({"b": {"folder": "公文"}}), 4),
        ({"filed": {"b": "公文"}}, work({"b": {"folder": "其他"}}), 0),
        ({"opened": True}, work({"a": {"read": True}}), 1.5),
        ({"kept": ["b"]}, work({"b": {"action": "archive"}}), 4),
        ({"kept": ["b"]}, work({"b": {"action": "delete"}}), 0),
        (
            {"within": 60, "messages": ["a"]},
            work(RIGHT, events=[[1000, "read", "a"], [9000, "report", "a"]]),
            4,
        ),
        ({"within": 5, "messages": ["a"]}, work(RIGHT, events=[[9000, "report", "a"]]), 0),
    ],
)
def test_every_rule_tells_right_from_wrong(
    check: dict[str, Any], data: bytes, score: float
) -> None:
    result = grade(task(**check), data, 1).checks[0]
    assert result.score == score, str(result.found)
    assert str(result.expected)


def test_discrimination_and_bias_are_told() -> None:
    found = grade(task(verdict=["phish"]), work(RIGHT), 1).checks[0].found
    assert "discrimination d' 1.64" in str(found)
    everything = {key: {"verdict": "phish"} for key in "abc"}
    lenient = grade(task(verdict=["phish"]), work(everything), 1).checks[0].found
    assert "bias -" in str(lenient)


def test_the_page_learns_nothing_that_gives_the_answer_away() -> None:
    shown = json.dumps(scene(bound(bank_task("inbox-phishing"), 3)), ensure_ascii=False)
    for word in ("truth", "correct", "why", "difficulty", "phish_", '"legit"}'):
        assert word not in shown
    message = scene(bound(task(verdict=["phish"]), 1))["messages"][0]
    assert set(message) <= {"id", "kind", "from", "to", "subject", "time", "body", "link", "attach"}


def test_candidates_get_other_messages_in_another_order() -> None:
    drawn = {
        tuple(m["id"] for m in scene(bound(bank_task("inbox-phishing"), seed))["messages"])
        for seed in range(1, 9)
    }
    assert len(drawn) == 8
    assert all(len(one) == 8 for one in drawn)


@pytest.mark.parametrize(
    "broken",
    [
        {"mails": 3, "sent": "x", "events": [[1], "y", None]},
        {"mails": {"a": 4, "b": {"cues": "x", "read": "yes", "verdict": 7}}, "sent": [5]},
        {},
    ],
)
def test_nonsense_from_a_browser_is_worth_nothing(broken: dict[str, Any]) -> None:
    for check in ({"verdict": ["phish"]}, {"sent": [WANTED]}, {"opened": True}):
        result = grade(task(**check), to_bytes("inbox", broken), 1).checks[0]
        assert (result.score, result.status) == (0, Status.FAIL)


def test_the_work_can_be_looked_at() -> None:
    found = inspect(model_answer(bank_task("inbox-secrecy"), 1))
    assert found["module"] == "inbox"
    assert len(found["mails"]) == 9
    assert json.dumps(found)


@pytest.mark.parametrize(
    "change",
    [
        {"messages": MESSAGES[:1]},
        {"messages": [MESSAGES[0], MESSAGES[0]]},
        {"messages": [{**MESSAGES[0], "truth": "spam"}, MESSAGES[1]]},
        {"messages": [{**MESSAGES[0], "cues": ["colour"]}, MESSAGES[1]]},
        {"messages": [{**MESSAGES[0], "correct": ["burn"]}, MESSAGES[1]]},
        {"messages": [{**MESSAGES[0], "colour": "red"}, MESSAGES[1]]},
        {"pick": {"phish": 9}},
        {"verdicts": {}},
    ],
)
def test_scenes_that_cannot_be_meant_are_refused(change: dict[str, Any]) -> None:
    plan = {"me": "我", "messages": MESSAGES, **WORDS, **change}
    checks = [{"id": "c", "title": "C", "points": 4, "opened": True}]
    with pytest.raises(InvalidError):
        read_task(mapping(module="inbox", starter=plan, checks=checks))


@pytest.mark.parametrize(
    "check",
    [{}, {"verdicts": ["phish"]}, {"sent": [{"how": "fax"}]}, {"cues": {"needed": 2}}],
)
def test_checks_that_cannot_be_meant_are_refused(check: dict[str, Any]) -> None:
    with pytest.raises(InvalidError):
        task(**check)
