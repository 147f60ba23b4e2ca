"""The secrecy label as files write it. What is marked as a state secret is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from types import MappingProxyType

from app.engines.bankfiles.interchange.model import RefuseError, Remark, warn
from app.engines.bankfiles.source import Secrecy
from app.kernel.text import msg

NAMES: Mapping[Secrecy, str] = MappingProxyType(
    {Secrecy.PUBLIC: "公开", Secrecy.INTERNAL: "内部", Secrecy.RESTRICTED: "启用前保密"}
)
"""What tables and documents call the labels."""
WORDS: Mapping[str, Secrecy] = MappingProxyType(
    {
        **{one.value: one for one in Secrecy},
        **{name: one for one, name in NAMES.items()},
        "内部资料": Secrecy.INTERNAL,
        "内部使用": Secrecy.INTERNAL,
        "非密": Secrecy.INTERNAL,
        "启用前": Secrecy.RESTRICTED,
        "工作秘密": Secrecy.RESTRICTED,
        "启用前保密（工作秘密）": Secrecy.RESTRICTED,
        "限制": Secrecy.RESTRICTED,
    }
)
_STATE_SECRET = re.compile(r"绝密|机密|^秘密|国家秘密|top secret|^secret|^confidential")
_MARKED = re.compile(r"\s*((?:绝密|机密|秘密)\s*[★☆⭐*].{0,10})")
HEAD_LINES = 20
OUT = msg("It is marked as a state secret. State secrets must not be held in this system.")
OUT_CURE = msg("Handle it by the rules for classified material, and take it out of this file.")


def read(text: str) -> Secrecy:
    """Return the label that a word names.

    >>> read("内部").value, read(" Restricted ").value
    ('internal', 'restricted')

    :raises RefuseError: it is a state secret, or no label of ours.
    """
    word = text.strip().casefold()
    if word in WORDS:
        return WORDS[word]
    if _STATE_SECRET.search(word):
        raise RefuseError(OUT, OUT_CURE)
    raise RefuseError(
        msg("The secrecy label “%(text)s” is not known.", text=text.strip()[:20]),
        msg("Write 公开, 内部 or 启用前保密."),
    )


def marked(lines: Iterable[str], where: str) -> Iterator[Remark]:
    """Yield a remark when the head of a document bears the mark of a state secret."""
    for line in islice(lines, HEAD_LINES):
        if found := _MARKED.match(line):
            reason = msg(
                "The document is marked “%(mark)s”. State secrets must not be held in this system.",
                mark=found.group(1).strip(),
            )
            cure = msg("Make sure that it holds none before you save the items.")
            yield Remark(problem=warn(where, reason, cure))
            return
