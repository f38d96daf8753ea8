"""The sentences that the map opens with: made from the numbers, never from a guess."""

from __future__ import annotations

from typing import Any

from voc.web.contents import Contents

FEW = 30


def headline(contents: Contents) -> dict[str, Any]:
    """The cell that weighs most, the roughest with enough feedback, and the part of the first three."""
    ranking = contents.ranking
    if not ranking:
        return {"top": None}
    solid = [c for c in ranking if c.n_feedback >= min(FEW, max(x.n_feedback for x in ranking))]
    hardest = max(solid, key=lambda c: (c.low or 0, c.friction or 0, c.key))
    first = sum(c.share or 0 for c in ranking[:3])
    return {
        "top": ranking[0],
        "hardest": None if hardest.key == ranking[0].key else hardest,
        "first_three": first if len(ranking) > 5 else None,
        "cells": len(ranking),
    }
