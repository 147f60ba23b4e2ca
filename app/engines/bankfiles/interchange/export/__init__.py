"""Writers for every format: items in, a file and a report of what it cannot carry out.

    written = write(sources, Format.MOODLE)         # data, count, omitted, reduced
    table = table_of(sources)                       # for a workbook: columns, rows, losses

Every writer reads its own item back: what would not come back by itself is written aside as tags
(or in a column of its own), so that import gives the same content again.
"""

from app.engines.bankfiles.interchange.export.base import Losses, Written
from app.engines.bankfiles.interchange.export.qti import Version
from app.engines.bankfiles.interchange.export.samples import samples
from app.engines.bankfiles.interchange.export.table import Table, table_of
from app.engines.bankfiles.interchange.export.writing import write

__all__ = ["Losses", "Table", "Version", "Written", "samples", "table_of", "write"]
