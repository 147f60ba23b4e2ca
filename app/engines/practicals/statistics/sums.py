"""Running sums of two values, and the intervals that say how far they can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, sqrt, tanh

Z80, Z90, Z95 = 1.2815515655446004, 1.6448536269514722, 1.959963984540054
"""Half-widths of two-sided normal intervals of 80, 90 and 95 %."""
CERTAIN = 1 - 1e-12
NOISE = 1e-18
"""A variance of shares below this is rounding alone."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between what and what a figure lies."""

    low: float
    high: float


@dataclass(slots=True)
class Pairs:
    """Means and co-moments of pairs (x, y), kept one by one (Welford 1962, Chan et al. 1983).

    The plain sums Σx², Σxy lose the figures that count when values hardly differ; these do not, and
    equal values give a variance of exactly zero.
    """

    n: int = 0
    mean_x: float = 0.0
    mean_y: float = 0.0
    xx: float = 0.0
    yy: float = 0.0
    xy: float = 0.0

    def add(self, x: float, y: float) -> None:
        """Take one pair in."""
        self.n += 1
        dx, dy = x - self.mean_x, y - self.mean_y
        self.mean_x += dx / self.n
        self.mean_y += dy / self.n
        self.xx += dx * (x - self.mean_x)
        self.yy += dy * (y - self.mean_y)
        self.xy += dx * (y - self.mean_y)

    def merge(self, other: Pairs) -> None:
        """Take in all pairs of another sum."""
        n = self.n + other.n
        if not other.n:
            return
        dx, dy = other.mean_x - self.mean_x, other.mean_y - self.mean_y
        weight = self.n * other.n / n
        self.xx += other.xx + dx * dx * weight
        self.yy += other.yy + dy * dy * weight
        self.xy += other.xy + dx * dy * weight
        self.mean_x += dx * other.n / n
        self.mean_y += dy * other.n / n
        self.n = n

    @property
    def correlation(self) -> float | None:
        """Pearson's r = Σdx·dy / √(Σdx² Σdy²), d from the mean; None where one never varies.

        >>> pairs = Pairs()
        >>> for x, y in ((0, 0), (1, 2), (2, 4)):
        ...     pairs.add(x, y)
        >>> round(pairs.correlation, 9)
        1.0
        """
        if min(self.xx, self.yy) <= self.n * NOISE:
            return None
        return max(-1.0, min(1.0, self.xy / sqrt(self.xx) / sqrt(self.yy)))


def of_correlation(r: float, n: int, z: float = Z95) -> Interval | None:
    """Return Fisher's interval tanh(atanh r ± z/√(n - 3)); None up to three pairs (Fisher 1921).

    >>> found = of_correlation(0.5, 103)
    >>> round(found.low, 3), round(found.high, 3)
    (0.339, 0.632)
    """
    if n <= 3:  # noqa: PLR2004 - the formula divides by n - 3
        return None
    centre = atanh(max(-CERTAIN, min(CERTAIN, r)))
    half = z / sqrt(n - 3)
    return Interval(tanh(centre - half), tanh(centre + half))


def of_share(share: float, n: int, z: float = Z95) -> Interval:
    """Return Wilson's interval of a share of `n` (Wilson 1927), at most too wide for a mean score.

    A mean of scores in 0…1 varies at most as much as a share of the same size.

    >>> found = of_share(0.1, 50)
    >>> round(found.low, 3), round(found.high, 3)
    (0.043, 0.214)
    """
    if not n:
        return Interval(0.0, 1.0)
    square = z * z / n
    centre = (share + square / 2) / (1 + square)
    half = z / (1 + square) * sqrt(share * (1 - share) / n + square / (4 * n))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))
