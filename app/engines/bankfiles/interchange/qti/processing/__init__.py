"""The processing rules of QTI items, evaluated: responses in, outcomes out.

Used to prove that a key earns all points, and to find out what each answer is worth.
"""

from app.engines.bankfiles.interchange.qti.processing.expressions import UnsupportedError
from app.engines.bankfiles.interchange.qti.processing.processor import Processor

__all__ = ["Processor", "UnsupportedError"]
