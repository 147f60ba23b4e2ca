"""What must fit together in a module: minutes, ids, checkpoints, figures, the quiz."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from app.engines.bankfiles import ItemSource, Secrecy, Use
from app.engines.lessons.draw import find_draw
from app.engines.lessons.model import Lesson, Module
from app.kernel.problem import Problem, Severity
from app.kernel.text import Message, msg

MINUTES_PER_HOUR = 45
"""A credit hour on line (domain.md 2.1)."""
CHARACTERS_PER_MINUTE = (60, 150)
"""900 to 1,800 characters in 15 minutes, more densely in short lessons (the authors' guide)."""
CHECKPOINTS_PER_LESSON = 2
POOL_FACTOR = 1.5
TRIES = 2
HAND_MARKED = "practical"


def matches(pattern: str, text: str) -> bool:
    """Whether the whole text is of this form."""
    return re.fullmatch(pattern, text) is not None


def check_module(module: Module, files: Mapping[str, str], prefix: str) -> list[Problem]:
    """Return what does not fit together; every finding names a file."""
    return [
        *_in_file(prefix + "module.md", _minutes(module)),
        *_in_file(prefix + "module.md", _goals(module)),
        *_in_file(prefix + "module.md", _dates(module)),
        *_in_file(prefix + "module.md", _ids(module)),
        *_in_file(prefix + "checkpoints.yaml", _checkpoints(module)),
        *_in_file(prefix + "quiz.yaml", _quiz(module)),
        *_in_file(prefix + "figures", _figures(module, files)),
        *_warnings(prefix, module),
    ]


def _in_file(where: str, reasons: Iterable[Message]) -> Iterator[Problem]:
    for reason in reasons:
        yield Problem(where, reason)


def _minutes(module: Module) -> Iterator[Message]:
    wanted = int(module.credit_hours) * MINUTES_PER_HOUR
    if module.minutes.total != wanted:
        yield msg(
            "The minutes sum to %(sum)s; %(hours)s credit hours have %(wanted)s.",
            sum=module.minutes.total,
            hours=int(module.credit_hours),
            wanted=wanted,
        )
    lessons = sum(lesson.minutes for lesson in module.lessons)
    if lessons != module.minutes.lessons:
        yield msg(
            "The lessons take %(sum)s minutes, the head says %(head)s.",
            sum=lessons,
            head=module.minutes.lessons,
        )


def _goals(module: Module) -> Iterator[Message]:
    ids = [goal.id for goal in module.goals]
    if ids != [f"G{number}" for number in range(1, len(ids) + 1)] or not ids:
        yield msg("The goals must be numbered G1, G2 and so on.")
    used = [("lesson", lesson.code, goal) for lesson in module.lessons for goal in lesson.goals]
    used += [("item", item.code, item.goal) for item in module.pool if item.goal]
    for _, code, goal in used:
        if goal not in ids:
            yield msg("%(code)s names the goal %(goal)s, which is unknown.", code=code, goal=goal)
    for goal in set(ids) - {goal for _, _, goal in used}:
        yield msg("No lesson and no item serves the goal %(goal)s.", goal=goal)


def _dates(module: Module) -> Iterator[Message]:
    if module.effective_to and module.effective_to < module.effective_from:
        yield msg("The module ends before it begins.")
    if module.code in module.prerequisites:
        yield msg("A module cannot come before itself.")


def _ids(module: Module) -> Iterator[Message]:
    for number, lesson in enumerate(module.lessons, start=1):
        if lesson.code != f"{module.code}-L{number}":
            yield msg(
                "Lesson %(number)s must have the code %(code)s.",
                number=number,
                code=f"{module.code}-L{number}",
            )
    for letter, items in (("C", module.checkpoints.values()), ("Q", module.pool)):
        for item in items:
            if not matches(rf"{module.code}-{letter}[0-9]{{2,3}}", item.code):
                yield msg("The code %(code)s is not one of this module.", code=item.code)
            if item.secrecy is Secrecy.RESTRICTED:
                yield msg("%(code)s is restricted; learners would see it.", code=item.code)
            if item.module not in ("", module.code):
                yield msg("%(code)s says that it belongs to another module.", code=item.code)
    if not module.lessons:
        yield msg("The module has no lessons.")


def _checkpoints(module: Module) -> Iterator[Message]:
    placed = Counter(module.checkpoint_codes)
    for code, times in sorted(placed.items()):
        if code not in module.checkpoints:
            yield msg("%(code)s is placed in a lesson but not written here.", code=code)
        elif times > 1:
            yield msg("%(code)s is placed %(times)s times.", code=code, times=times)
    for code in sorted(set(module.checkpoints) - set(placed)):
        yield msg("%(code)s is placed in no lesson.", code=code)
    for item in module.checkpoints.values():
        if item.use is not Use.CHECKPOINT or item.kind == HAND_MARKED:
            yield msg("%(code)s cannot be a checkpoint.", code=item.code)
        if item.tries != TRIES:
            yield msg("%(code)s must allow %(tries)s tries.", code=item.code, tries=TRIES)


def _quiz(module: Module) -> Iterator[Message]:
    rule, pool = module.quiz, module.pool
    doubled = [code for code, times in Counter(item.code for item in pool).items() if times > 1]
    for code in doubled:
        yield msg("%(code)s stands here twice.", code=code)
    for item in pool:
        if item.use is not Use.QUIZ or item.kind == HAND_MARKED:
            yield msg("%(code)s cannot be a quiz item.", code=item.code)
        yield from _enemies(item, pool)
    if sum(rule.blueprint.values()) != rule.draw:
        yield msg("The levels of the blueprint do not sum to the draw.")
    if rule.pass_correct > rule.draw:
        yield msg("The quiz asks for more right answers than it has items.")
    if len(pool) < rule.draw * POOL_FACTOR:
        yield msg(
            "The pool has %(count)s items; a draw of %(draw)s needs %(needed)s.",
            count=len(pool),
            draw=rule.draw,
            needed=int(-(-rule.draw * POOL_FACTOR // 1)),
        )
    if find_draw(pool, rule.blueprint, seed=0) is None:
        yield msg("The blueprint cannot be filled without putting enemies together.")


def _enemies(item: ItemSource, pool: tuple[ItemSource, ...]) -> Iterator[Message]:
    codes = {other.code for other in pool}
    for enemy in item.enemies:
        if enemy not in codes:
            yield msg("%(code)s names an unknown enemy: %(enemy)s.", code=item.code, enemy=enemy)


def _figures(module: Module, files: Mapping[str, str]) -> Iterator[Message]:
    used = {
        path
        for lesson in module.lessons
        for segment in lesson.segments
        for path in re.findall(r' src="(figures/[^"]+)"', segment.html)
    }
    for path in sorted(used - set(module.figures)):
        yield msg("The figure %(path)s is missing.", path=path)
    for path in sorted(set(module.figures) - used):
        yield msg("The figure %(path)s is used in no lesson.", path=path)
    known = {"module.md", "checkpoints.yaml", "quiz.yaml", *module.figures}
    known |= {f"lesson-{number}.md" for number in range(1, len(module.lessons) + 1)}
    for path in sorted(set(files) - known):
        yield msg("The file %(path)s belongs to nothing.", path=path)


def _warnings(prefix: str, module: Module) -> Iterator[Problem]:
    for number, lesson in enumerate(module.lessons, start=1):
        for reason in _lesson_warnings(lesson):
            yield Problem(f"{prefix}lesson-{number}.md", reason, severity=Severity.WARNING)


def _lesson_warnings(lesson: Lesson) -> Iterator[Message]:
    least, most = (lesson.minutes * rate for rate in CHARACTERS_PER_MINUTE)
    if not least <= lesson.characters <= most:
        yield msg(
            "The lesson has %(count)s characters; %(minutes)s minutes ask for %(least)s to"
            " %(most)s.",
            count=lesson.characters,
            minutes=lesson.minutes,
            least=least,
            most=most,
        )
    if len(lesson.checkpoints) != CHECKPOINTS_PER_LESSON:
        yield msg("A lesson should have %(count)s checkpoints.", count=CHECKPOINTS_PER_LESSON)
    if not any(shown in part.html for part in lesson.segments for shown in ("<figure>", "<table")):
        yield msg("A lesson should show a figure or a table.")
