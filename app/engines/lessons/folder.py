"""The folder of courses: the standard and one folder a module, read and checked together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.engines.lessons.model import Module
from app.engines.lessons.reader import HEAD, read_module
from app.engines.lessons.standard import StandardSource, read_standard
from app.kernel.problem import Problem
from app.kernel.text import msg

STANDARD = "standard.yaml"


@dataclass(frozen=True, slots=True)
class Courses:
    """What a folder of courses holds; `files` are the texts of each sound module."""

    standard: StandardSource | None
    modules: tuple[Module, ...]
    files: Mapping[str, Mapping[str, str]]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> list[Problem]:
        """What refuses the folder; the others are warnings."""
        return [problem for problem in self.problems if problem.is_error]


def read_courses(texts: Mapping[str, str]) -> Courses:
    """Read a folder of courses.

    :param texts: path inside the folder → text, of `.md`, `.yaml` and `.svg` files.
    """
    problems: list[Problem] = []
    standard = None
    if STANDARD in texts:
        standard, found = read_standard(texts[STANDARD], STANDARD)
        problems += found
    modules: list[Module] = []
    sources: dict[str, dict[str, str]] = {}
    for folder, files in sorted(_folders(texts).items()):
        module, found = read_module(files, folder)
        problems += found
        if module is not None:
            modules.append(module)
            sources[module.code] = files
            problems += _named(folder, module)
    problems += _prerequisites(modules, standard)
    if standard is not None:
        problems += _against(standard, modules, set(_folders(texts)))
    return Courses(standard, tuple(modules), sources, tuple(problems))


def _folders(texts: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return folder → its files, for every folder that looks like a module."""
    found: dict[str, dict[str, str]] = {}
    for path, text in texts.items():
        folder, slash, name = path.partition("/")
        if slash:
            found.setdefault(folder, {})[name] = text
    return {folder: files for folder, files in found.items() if folder and files}


def _named(folder: str, module: Module) -> Iterator[Problem]:
    if folder != module.code:
        reason = msg("The folder of %(code)s must have its name.", code=module.code)
        yield Problem(f"{folder}/{HEAD}", reason)


def _prerequisites(modules: list[Module], standard: StandardSource | None) -> Iterator[Problem]:
    known = {module.code for module in modules}
    known |= {module.code for module in standard.modules} if standard else set()
    for module in modules:
        for code in module.prerequisites:
            if code not in known:
                reason = msg("The prerequisite %(code)s is unknown.", code=code)
                yield Problem(f"{module.code}/{HEAD}", reason)


def _against(
    standard: StandardSource, modules: list[Module], folders: set[str]
) -> Iterator[Problem]:
    """Yield where the modules and the standard contradict each other."""
    named = {module.code: module for module in standard.modules}
    for module in modules:
        entry = named.get(module.code)
        where = f"{module.code}/{HEAD}"
        if entry is None:
            yield Problem(where, msg("The standard does not name this module."))
            continue
        if not entry.is_shipped:
            yield Problem(STANDARD, msg("%(code)s has courseware.", code=module.code))
        if entry.title != module.title or entry.domain != module.domain:
            yield Problem(where, msg("Title or area are not those of the standard."))
        needed = entry.requirement(module.tier)
        if needed is None or (not needed.is_elective and needed.hours != module.credit_hours):
            yield Problem(where, msg("The credit hours are not those of the standard."))
    for code, entry in named.items():
        if entry.is_shipped and code not in folders:
            yield Problem(STANDARD, msg("%(code)s has no folder.", code=code))
