"""LibreOffice, where it is installed: opens and saves files of strangers, confined.

It is no part of the product: everything works without it, only other formats than OOXML do not.
"""

from app.store.libreoffice.program import NotConvertedError, Office, Reason

__all__ = ["NotConvertedError", "Office", "Reason"]
