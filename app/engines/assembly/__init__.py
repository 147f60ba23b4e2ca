"""From a blueprint and a pool of items to a paper: same seed, same paper.

A shortage is explained cell by cell, with the cheapest way out. Nothing here is random: the order
of draw is a digest of the seed and the item's code, so a paper can be recomputed in ten years on
another version of Python, whatever order the pool came in.
"""

from app.engines.assembly.blueprint import (
    ANY_LEVEL,
    LEVELS,
    TOOLS,
    Area,
    Blueprint,
    Cell,
    Range,
    Section,
    read_blueprint,
)
from app.engines.assembly.digest import canonical, digest
from app.engines.assembly.draw import Drawn, draw, fits
from app.engines.assembly.mock import draw_mock
from app.engines.assembly.parallel import draw_alike, mean_difficulty
from app.engines.assembly.pool import PoolItem

__all__ = [
    "ANY_LEVEL",
    "LEVELS",
    "TOOLS",
    "Area",
    "Blueprint",
    "Cell",
    "Drawn",
    "PoolItem",
    "Range",
    "Section",
    "canonical",
    "digest",
    "draw",
    "draw_alike",
    "draw_mock",
    "fits",
    "mean_difficulty",
    "read_blueprint",
]
