"""What the readers of XML share: the files of a package, and an item built from its element."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from lxml import etree

from app.engines.bankfiles.interchange import guard
from app.engines.bankfiles.interchange.guard import Archive
from app.engines.bankfiles.interchange.model import (
    Entry,
    Refused,
    RefuseError,
    Remark,
    UnreadableError,
    warn,
)
from app.engines.bankfiles.interchange.prove import Draft
from app.kernel.text import Message, msg

LONGEST_RAW = 4000
LONGEST_WORDS = 120
ReadFile = Callable[[bytes], Iterator[Entry]]


def read_package(
    archive: Archive,
    files: Iterable[tuple[str, ReadFile]],
    missing: list[str],
    *,
    again: Message,
    empty: Message,
    is_item: Callable[[Entry], bool] = lambda _entry: True,
) -> Iterator[Entry]:
    """Yield the items of all files of a package; a file that cannot be read is refused alone.

    :param files: where each file stands, and what reads it.
    :param missing: what the manifest names in vain; filled while the files are gone through.
    :param again: what to do about a file that cannot be read and says nothing itself.
    :param empty: what to do about a package without items.
    :param is_item: whether an entry means that the package holds something.
    :raises UnreadableError: the archive is damaged, or nothing in it is an item.
    """
    is_empty = True
    for path, read_file in files:
        try:
            for entry in read_file(archive.read(path)):
                is_empty = is_empty and not is_item(entry)
                yield entry
        except UnreadableError as error:
            if "archive" in error.problem.reason.msgid:
                raise
            is_empty = False
            problem = error.problem
            yield Refused(where=problem.where, reason=problem.reason, cure=problem.cure or again)
    for path in missing:
        reason = msg("The manifest names this file, but it is not in the package.")
        yield Remark(problem=warn(path, reason))
    if is_empty:
        raise guard.unreadable(archive.where, msg("The package holds no items."), empty)


def raw_of(node: etree._Element) -> str:
    """Return an item as it stands in the file, for the page that reviews an import."""
    return etree.tostring(node, encoding="unicode", with_tail=False)[:LONGEST_RAW]


def strip_namespaces(root: etree._Element) -> None:
    """Call all elements by their local names, in place."""
    for node in root.iter():
        if isinstance(node.tag, str):
            node.tag = etree.QName(node).localname


def refusal_of(
    draft: Draft, fill: Callable[[], None], unlike: Callable[[str], Message], cure: Message
) -> Refused | None:
    """Fill a draft from its element; return why that cannot be done, None if it is done.

    :param unlike: says that the element is not built as its format has it, and how it failed.
    """
    try:
        fill()
    except RefuseError as error:
        return draft.refuse(error.reason, error.cure)
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        words = f"{type(error).__name__} {error}"[:LONGEST_WORDS]
        return draft.refuse(unlike(words), cure)
    return None
