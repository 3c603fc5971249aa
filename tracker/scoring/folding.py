"""Folding columns: the sums and medians of each official, exactly."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import numpy as np

from tracker.scoring.columns import Numbers


def sums_by_official(officials: Numbers, amounts: Mapping[str, Numbers | None]) -> dict[str, dict[int, int]]:
    """Return, for each name, the sum of its amounts by official; an amount of None counts the rows."""
    rows = np.bincount(officials)
    present = np.flatnonzero(rows)
    sums = {}
    for name, values in amounts.items():
        total = rows if values is None else np.bincount(officials, weights=values).astype(np.int64)
        sums[name] = dict(zip(present.tolist(), total[present].tolist(), strict=True))
    return sums


def counts_by_official(officials: Numbers, kinds: Numbers, number: int) -> list[dict[int, int]]:
    """Return, for each kind from 0 to `number` - 1, how many rows of it each official has."""
    if not officials.size:
        return [{} for _ in range(number)]
    size = (int(officials.max()) + 1) * number
    counts = np.bincount(officials * number + kinds, minlength=size).reshape(-1, number)
    present = np.flatnonzero(counts.any(axis=1))
    return [dict(zip(present.tolist(), counts[present, kind].tolist(), strict=True)) for kind in range(number)]


def medians_by_official(officials: Numbers, values: Numbers) -> dict[int, Decimal]:
    """Return the exact median of the values, from 0 up, of each official."""
    if not officials.size:
        return {}
    width = int(values.max()) + 1
    size = (int(officials.max()) + 1) * width
    up_to = np.bincount(officials * width + values, minlength=size).reshape(-1, width).cumsum(axis=1)
    present = np.flatnonzero(up_to[:, -1])
    up_to = up_to[present]
    count = up_to[:, -1:]
    low, high = (np.argmax(up_to > middle, axis=1) for middle in ((count - 1) // 2, count // 2))
    return {
        official: Decimal(twice) / 2 for official, twice in zip(present.tolist(), (low + high).tolist(), strict=True)
    }
