"""The kinds of item: how each is read, checked, shown to a candidate and marked.

Content and response are stored JSON; both carry `kind` and are read here and nowhere else.
"""

from app.engines.items.base import (
    Content,
    Example,
    Item,
    Kind,
    Mark,
    Part,
    Response,
    Status,
)
from app.engines.items.marking import (
    KINDS,
    check,
    full_response,
    is_answered,
    kind_of,
    mark,
    present,
    read,
    read_response,
)
from app.engines.items.sealed import Sealed
from app.engines.items.shuffle import arrange

__all__ = [
    "KINDS",
    "Content",
    "Example",
    "Item",
    "Kind",
    "Mark",
    "Part",
    "Response",
    "Sealed",
    "Status",
    "arrange",
    "check",
    "full_response",
    "is_answered",
    "kind_of",
    "mark",
    "present",
    "read",
    "read_response",
]
