"""Moodle's own fixtures against what Moodle itself imports of them."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from app.engines.bankfiles import interchange
from app.engines.bankfiles.interchange import Format
from tests.engines.bankfiles.interchange.material import files, needs_material, path

BASE = "moodle-question-fixtures"
LINE = re.compile(r"^\./(\S+) \S+ \[(\w+)\] ok=1 imported=(\d+) \{([^}]*)\}")
FORMATS = {"aiken": Format.AIKEN, "gift": Format.GIFT, "xml": Format.MOODLE}
KINDS = {
    "multichoice": {"single", "multiple"},
    "truefalse": {"judge"},
    "shortanswer": {"short", "blank"},
    "numerical": {"number"},
    "match": {"match", "classify"},
    "essay": {"essay"},
    "multianswer": {"cloze", "case"},
    "gapselect": {"cloze"},
}
ASKS_NOTHING = "description"


def expected() -> list[tuple[str, Format, Counter[str]]]:
    """File, format, and how many questions of each type Moodle 4.5.5 imports."""
    found = []
    for listing in files(f"{BASE}/imported-by-moodle-*.txt"):
        for line in listing.read_text(encoding="utf-8").splitlines():
            match = LINE.match(line)
            if match and match.group(2) in FORMATS:
                types = Counter({t: int(n) for t, n in re.findall(r"(\w+):(\d+)", match.group(4))})
                if types["multianswer"]:  # Moodle counts the embedded questions as well
                    types = Counter({"multianswer": types["multianswer"]})
                found.append((match.group(1), FORMATS[match.group(2)], types))
    return found


@needs_material
def test_there_is_something_to_compare_with() -> None:
    assert len(expected()) == 21


@pytest.mark.parametrize(("name", "format_", "types"), expected())
def test_what_moodle_imports_is_found_and_of_the_same_kind(
    name: str, format_: Format, types: Counter[str]
) -> None:
    file = path(BASE, *Path(name).parts)
    result = interchange.read(file.read_bytes(), file.name)
    assert result.format is format_
    kinds = result.kinds()
    for type_, count in types.items():
        if type_ == ASKS_NOTHING:
            assert len(result.refused) == count
        else:
            assert sum(kinds.get(kind, 0) for kind in KINDS[type_]) == count
    assert len(result.items) == types.total() - types[ASKS_NOTHING]


@needs_material
def test_pictures_and_sounds_come_along() -> None:
    folder = f"{BASE}/question/format/xml/tests/fixtures"
    for name, count, kind in (("multianswer.xml", 3, "image/png"), ("multichoice.xml", 5, "audio")):
        file = path(*folder.split("/"), name)
        (item,) = interchange.read(file.read_bytes(), name).items
        figures = item.content["figures"]
        assert len(figures) == count
        assert any(figure["data"].startswith(f"data:{kind}") for figure in figures.values())
