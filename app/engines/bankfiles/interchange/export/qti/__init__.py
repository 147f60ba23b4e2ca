"""Items → QTI packages of version 1.2 (Canvas), 2.1, 2.2 or 3.0."""

from app.engines.bankfiles.interchange.export.qti import v1
from app.engines.bankfiles.interchange.export.qti.package import write
from app.engines.bankfiles.interchange.export.qti.versions import Version

__all__ = ["Version", "v1", "write"]
