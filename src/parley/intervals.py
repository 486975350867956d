"""How far a share that was counted may be from the true one."""

from __future__ import annotations

import math

Z95 = 1.959963984540054


def wilson(hits: float, n: int, z: float = Z95) -> tuple[float, float]:
    """Interval of a share, 95 % by default (Wilson 1927).

    Parameters
    ----------
    z
        Standard errors to either side.

    >>> low, high = wilson(8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4902, 0.9433)
    """
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    middle = share + z**2 / (2 * n)
    spread = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n * n))
    whole = 1 + z**2 / n
    low = 0.0 if hits == 0 else (middle - spread) / whole
    return low, 1.0 if hits == n else (middle + spread) / whole
