"""Other people's files of items: read here, written here, nothing stored.

Pure: bytes in, items out. For a page that imports, this is all there is to know:

    result = read(data, "paper.docx")            # or read(data, name, Format.GIFT)
    result.format, result.found                  # what it was, how many items it holds
    result.items                                 # Found: where, content, metadata, warnings, raw
    result.refused                               # Refused: where, reason, cure, raw
    result.warned                                # every Problem that let through, with where
    read_text(pasted)                            # the same for what is pasted into a field

`read` raises `UnreadableError` (with one `Problem`) when the file as a whole cannot be read. Every
item in `result.items` has passed `engines.items.check` and its full key earns all points; what
cannot be answered right is refused, or repaired with a warning that says how. `stream` gives the
same one by one, for large files. Where a `Found` says no more than its content, `sources` fills in
what the bank wants to know (`Defaults`) and gives `ItemSource`s that can be stored as drafts.

Messages are `kernel.text.Message`: translate them at the edge. `where` is `file:line`, `file:row`
or the path inside a package.
"""

from app.engines.bankfiles.interchange.detect import detect
from app.engines.bankfiles.interchange.drafts import (
    Defaults,
    code_of,
    labelled,
    lacks_reasons,
    said_secrecy,
    to_source,
)
from app.engines.bankfiles.interchange.model import (
    Entry,
    Format,
    Found,
    ImportResult,
    Refused,
    Remark,
    UnreadableError,
)
from app.engines.bankfiles.interchange.reading import read, read_text, stream

__all__ = [
    "Defaults",
    "Entry",
    "Format",
    "Found",
    "ImportResult",
    "Refused",
    "Remark",
    "UnreadableError",
    "code_of",
    "detect",
    "labelled",
    "lacks_reasons",
    "read",
    "read_text",
    "said_secrecy",
    "stream",
    "to_source",
]
