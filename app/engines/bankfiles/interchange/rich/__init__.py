"""Other people's HTML, markdown and plain text → our markdown, with what was lost on the way.

`from_html` and `from_plain` give text in canonical form: rendering it and reading the HTML back
gives the same text again. So an item survives every format that carries HTML.
"""

from app.engines.bankfiles.interchange.rich.canonical import canonical, canonical_inline
from app.engines.bankfiles.interchange.rich.html import Rich, from_html
from app.engines.bankfiles.interchange.rich.inline import from_plain

__all__ = ["Rich", "canonical", "canonical_inline", "from_html", "from_plain"]
