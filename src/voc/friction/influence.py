"""How sure an estimate is when customers, not their comments, are the sample."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]


def clustered_error(influence: Floats, authors: Codes) -> Floats:
    """Standard error of estimates from what each row adds to them, rows of one author taken together.

    Args:
        influence: Per row its influence on each estimate, divided by the number of rows: (n,) or (n, e).
        authors: Code of each row's author, (n,).
    Returns:
        One error per estimate, with the usual correction for few authors; null for fewer than two.

    Source: P. J. Huber, The Behavior of Maximum Likelihood Estimates under Nonstandard Conditions, 1967; clusters: K.-Y. Liang and S. L.
    Zeger, Biometrika 73, 1986.
    """
    _, codes = np.unique(authors, return_inverse=True)
    n = int(codes.max(initial=-1)) + 1
    if n < 2:
        return np.full(influence.shape[1:], np.nan)
    order = np.argsort(codes, kind="stable")
    starts = np.searchsorted(codes[order], np.arange(n))
    summed = np.add.reduceat(influence[order], starts, axis=0)
    error: Floats = np.sqrt((summed**2).sum(axis=0) * n / (n - 1))
    return error
