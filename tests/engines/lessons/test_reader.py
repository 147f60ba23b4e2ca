from __future__ import annotations

import pytest

from app.engines import lessons
from tests.engines.lessons.samples import LESSON, SVG, files, items, judge


def errors(texts: dict[str, str]) -> list[str]:
    return [str(one) for one in lessons.read_module(texts, "EG999")[1] if one.is_error]


def test_a_sound_module_is_read_and_split_at_its_checkpoints() -> None:
    module, problems = lessons.read_module(files(), "EG999")
    assert module is not None
    assert [one for one in problems if one.is_error] == []
    (lesson,) = module.lessons
    assert [part.checkpoint for part in lesson.segments] == ["EG999-C01", "EG999-C02", None]
    assert "<strong>重点</strong>" in lesson.segments[0].html
    assert "第二段" not in lesson.segments[0].html
    assert module.checkpoint_codes == ("EG999-C01", "EG999-C02")
    assert [section.title for section in module.practice] == ["练习：做一做"]
    assert [section.title for section in module.notes] == ["口径说明"]
    assert module.intro == "<p>导语。</p>"
    assert module.goal_text("G1") == "能判断。"


def test_a_lone_image_becomes_a_figure_with_a_served_address() -> None:
    module, _ = lessons.read_module(files())
    assert module is not None
    html = lessons.address_figures(module.lessons[0].segments[0].html, "/f/1/")
    assert (
        '<figure><img src="/f/1/a.svg" alt="说明" loading="lazy">'
        "<figcaption>图 1</figcaption></figure>" in html
    )


def test_the_same_texts_have_the_same_digest_and_others_another() -> None:
    texts = files()
    assert lessons.digest_of(texts) == lessons.digest_of(dict(reversed(texts.items())))
    assert lessons.digest_of(texts) != lessons.digest_of({**texts, "lesson-1.md": LESSON + "。"})


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("module.md", "version: 1\n", "version: 1\nversoin: 2\n", "not known"),
        ("module.md", "credit_hours: 1", "credit_hours: 2", "sum to 45"),
        ("module.md", "lessons: 15,", "lessons: 14,", "The lessons take 15"),
        ("module.md", "id: G1", "id: G2", "numbered G1"),
        ("module.md", "draw: 2,", "draw: 3,", "do not sum"),
        ("module.md", "blueprint: {K: 1, C: 1}", "blueprint: {K: 2}", "cannot be filled"),
        ("module.md", "pass_correct: 1", "pass_correct: 3", "more right answers"),
        ("module.md", "[lesson-1.md]", "[lesson-1.md, lesson-2.md]", "lesson-2.md is missing"),
        ("module.md", "prerequisites: []", "prerequisites: [EG999]", "before itself"),
        ("module.md", "effective_to: null", "effective_to: 2025-01-01", "ends before"),
        ("lesson-1.md", "code: EG999-L1", "code: EG999-L2", "must have the code EG999-L1"),
        ("lesson-1.md", "goals: [G1]", "goals: [G9]", "unknown"),
        ("lesson-1.md", "::check EG999-C02\n\n", "", "other checkpoints"),
        ("lesson-1.md", "::check EG999-C02", "::check EG999-C01", "other checkpoints"),
        ("lesson-1.md", "::check EG999-C02", ":: check EG999-C02", "not understood"),
        ("lesson-1.md", "第二段。\n\n", "", "after no passage"),
        ("lesson-1.md", "(figures/a.svg", "(https://example.org/a.svg", "must lie in figures"),
        ("lesson-1.md", "(figures/a.svg", "(figures/b.svg", "not in both"),
        ("lesson-1.md", "![说明]", "文字 ![说明]", "a line of its own"),
        ("lesson-1.md", "![说明]", "![]", "no description"),
        ("checkpoints.yaml", "EG999-C02", "EG999-C03", "placed in a lesson but not written"),
        ("checkpoints.yaml", "use: checkpoint", "use: quiz", "cannot be a checkpoint"),
        ("checkpoints.yaml", "tries: 2", "tries: 1", "must allow 2"),
        ("quiz.yaml", "id: EG999-Q01", "id: EG777-Q01", "not one of this module"),
        ("figures/a.svg", "<desc>d</desc>", "", "has no desc"),
    ],
)
def test_each_fault_is_found_with_its_file(name: str, old: str, new: str, said: str) -> None:
    texts = files()
    assert old in texts[name]
    found = errors({**texts, name: texts[name].replace(old, new, 1)})
    assert any(said in one and one.startswith("EG999/") for one in found), found
    assert lessons.read_module({**texts, name: texts[name].replace(old, new, 1)})[0] is None


def test_a_faulty_head_names_its_line() -> None:
    texts = files()
    texts["module.md"] = texts["module.md"].replace("domain: D2", "domain: D99")
    assert [one for one in errors(texts) if "EG999/module.md:8 domain" in one]


def test_a_file_that_belongs_to_nothing_is_an_error() -> None:
    assert any("belongs to nothing" in one for one in errors({**files(), "notes.md": "x"}))
    assert any("used in no lesson" in one for one in errors({**files(), "figures/b.svg": SVG}))


def test_a_lesson_of_the_wrong_length_is_a_warning_only() -> None:
    module, problems = lessons.read_module(files())
    assert module is not None
    assert any("characters" in str(one) for one in problems)


def test_a_lesson_without_a_figure_or_a_table_is_a_warning_only() -> None:
    figure = '![说明](figures/a.svg "图 1")'
    texts = files()
    bare = {name: text for name, text in texts.items() if name != "figures/a.svg"}
    lesson = bare["lesson-1.md"].replace(figure, "").replace("[figures/a.svg]", "[]")
    module, problems = lessons.read_module({**bare, "lesson-1.md": lesson})
    assert module is not None
    assert any("a figure or a table" in str(one) for one in problems)
    table = lesson + "\n\n| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n"
    module, problems = lessons.read_module({**bare, "lesson-1.md": table})
    assert module is not None
    assert not any("a figure or a table" in str(one) for one in problems)


def test_enemies_that_leave_no_draw_are_an_error() -> None:
    enemies = "  enemies: [EG999-Q02, EG999-Q03]\n"
    texts = files()
    texts["quiz.yaml"] = items(
        "quiz",
        judge("EG999-Q01", "K", enemies),
        judge("EG999-Q02", "C"),
        judge("EG999-Q03", "C"),
    )
    assert any("without putting enemies together" in one for one in errors(texts))


def test_raw_html_and_links_come_out_as_words() -> None:
    texts = files()
    texts["lesson-1.md"] = LESSON.replace(
        "第二段。", '第二段。<script>alert(1)</script> <a href="javascript:x">k</a> [t](http://x.y)'
    )
    module, _ = lessons.read_module(texts)
    assert module is not None
    html = module.lessons[0].segments[1].html
    assert "<script" not in html
    assert "<a" not in html
    assert "&lt;script&gt;" in html


def test_a_folder_is_checked_against_the_standard() -> None:
    standard = (
        "schema: xuekao-standard/1\ncode: S\nversion: '1'\ntitle: 标准\ntitle_en: S\n"
        "valid_from: 2026-01-01\nrequired_for_exam: {USER: [EG999]}\nmodules:\n"
        "- {code: EG999, title: 示例模块, title_en: S, domain: D2, seed: 二, courseware: shipped,"
        " hours: {USER: 2, LEAD: elective}}\n"
    )
    texts = {f"EG999/{name}": text for name, text in files().items()}
    courses = lessons.read_courses({**texts, "standard.yaml": standard})
    assert [str(one.reason) for one in courses.errors] == [
        "The credit hours are not those of the standard."
    ]
    sound = standard.replace("USER: 2", "USER: 1")
    assert lessons.read_courses({**texts, "standard.yaml": sound}).errors == []
    lost = lessons.read_courses({"standard.yaml": sound})
    assert [str(one.reason) for one in lost.errors] == ["EG999 has no folder."]
    planned = sound.replace("shipped", "planned")
    assert any(
        "cannot be required" in str(one)
        for one in lessons.read_courses({"standard.yaml": planned}).errors
    )


def test_an_unknown_prerequisite_is_an_error() -> None:
    texts = {f"EG999/{name}": text for name, text in files().items()}
    texts["EG999/module.md"] = texts["EG999/module.md"].replace(
        "prerequisites: []", "prerequisites: [EG998]"
    )
    found = lessons.read_courses(texts).errors
    assert [str(one.reason) for one in found] == ["The prerequisite EG998 is unknown."]
