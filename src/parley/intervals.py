"""How far a share that was counted may be from the true one."""

from __future__ import annotations

import math

Z95 = 1.959963984540054


def wilson(hits: int, n: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927).

    >>> low, high = wilson(8, 10)
    >>> round(low, 4), round(high, 4)
    (0.4902, 0.9433)
    """
    if n == 0:
        return 0.0, 1.0
    share = hits / n
    middle = share + Z95**2 / (2 * n)
    spread = Z95 * math.sqrt(share * (1 - share) / n + Z95**2 / (4 * n * n))
    whole = 1 + Z95**2 / n
    low = 0.0 if hits == 0 else (middle - spread) / whole
    return low, 1.0 if hits == n else (middle + spread) / whole
