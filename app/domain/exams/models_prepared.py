"""Papers that lie ready before an exam begins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base


class PreparedPaper(Base):
    """The paper of one candidate, made hours before and sealed. Personal data: whose paper.

    It can be made again at any time from the sealed paper and the seed, so it is a copy and no
    record: a new one replaces it, and the archive does not need it.
    """

    __tablename__ = "prepared_paper"

    registration_id: Mapped[int] = mapped_column(
        ForeignKey("registration.id"), primary_key=True, autoincrement=False
    )
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    seed: Mapped[int] = mapped_column(BigInteger)
    layout: Mapped[str] = mapped_column(String(8))
    """The way it is shown (`presenting.layout_of`); another one makes this copy useless."""
    body: Mapped[bytes] = mapped_column(LargeBinary)
    """JSON, compressed, encrypted with a key of its own."""
    made_at: Mapped[datetime]
