"""Which of some packages are efficient."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parley.engine import kernels


def efficient(points: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which packages no other one beats.

    Parameters
    ----------
    points : (package, party)
        Values in nano-points; only packages that pass may be given, for one that does not pass can
        beat one that does.

    Returns
    -------
    (package,)
        True where no other package is at least as good for every party and better for one.
        Packages with the same values are efficient together.
    """
    if not len(points):
        return np.zeros(0, dtype=bool)
    distinct, inverse = np.unique(-points, axis=0, return_inverse=True)
    found: NDArray[np.bool_] = kernels.efficient(np.ascontiguousarray(-distinct))
    return found[inverse.ravel()]
