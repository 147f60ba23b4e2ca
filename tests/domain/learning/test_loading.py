from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.demo.studying import study
from app.domain.learning import queries, services
from app.engines import lessons
from app.engines.lessons import Courses
from app.kernel.actor import SYSTEM
from app.kernel.errors import ForbiddenError, InvalidError
from app.kernel.problem import Problem
from app.kernel.text import msg
from tests.factories.learning import NOW, load_courses, make_learner, shipped

CODE = "EG101"


def changed(code: str) -> Courses:
    source = shipped()
    files = dict(source.files[code])
    files["lesson-1.md"] += "\n补一句。\n"
    module, problems = lessons.read_module(files, code)
    assert module is not None, problems
    return Courses(None, (module,), {code: files}, ())


def test_loading_again_changes_nothing(session: Session) -> None:
    load_courses(session)
    report = services.load_modules(session, actor=SYSTEM, source=shipped(), now=NOW)
    assert (report.created, report.changed) == ((), ())
    assert len(report.unchanged) == len(shipped().modules)


def test_a_changed_module_becomes_a_new_version(session: Session) -> None:
    load_courses(session, CODE)
    first = queries.get_version(session, CODE)
    report = services.load_modules(session, actor=SYSTEM, source=changed(CODE), now=NOW)
    second = queries.get_version(session, CODE)
    assert report.changed == (CODE,)
    assert (first.number, first.is_current, second.number) == (1, False, 2)
    assert "补一句" in queries.get_content(second).lessons[0].segments[-1].html
    assert "补一句" not in queries.get_content(first).lessons[0].segments[-1].html


def test_who_has_finished_stays_finished_with_a_new_version(session: Session) -> None:
    load_courses(session, CODE)
    learner = make_learner(session)
    study(session, actor=learner, code=CODE, began_at=NOW, minutes=10)
    services.load_modules(session, actor=SYSTEM, source=changed(CODE), now=NOW)
    assert queries.list_finished_modules(session, learner.person_id) == {CODE}


def test_a_folder_with_errors_is_refused_whole(session: Session) -> None:
    faulty = replace(shipped(), problems=(Problem("EG101/module.md", msg("Wrong.")),))
    with pytest.raises(InvalidError):
        services.load_modules(session, actor=SYSTEM, source=faulty, now=NOW)
    assert queries.list_current(session) == []


def test_only_the_platform_loads(session: Session) -> None:
    with pytest.raises(ForbiddenError):
        services.load_modules(session, actor=make_learner(session), source=shipped(), now=NOW)


def test_progress_of_all_modules_takes_the_same_number_of_queries(session: Session) -> None:
    load_courses(session)
    learner = make_learner(session)
    counts: list[int] = []
    for code in ("EG101", "EG102", "EG201"):
        study(session, actor=learner, code=code, began_at=NOW, minutes=2, quiz=False)
        session.expire_all()
        seen: list[str] = []
        listener = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        event.listen(session.get_bind(), "before_cursor_execute", listener)
        assert len(queries.list_progress(session, learner.person_id)) == len(counts) + 1
        event.remove(session.get_bind(), "before_cursor_execute", listener)
        counts.append(len(seen))
    assert len(set(counts)) == 1, counts
