from datetime import date

import numpy as np
import pytest

from voc.config import Config
from voc.friction.measure import measure


def _validity(mentions, feedback, journey, settings):
    out = measure(mentions, feedback, Config(journey=journey, friction=settings, seed=1), date(2026, 5, 31))["validity"]
    return out.set_index(["source", "score"])


def test_planted_agreement_is_found_per_source_and_over_all(journey, settings, feedback_of, mentions_of):
    n = 60
    friction = np.linspace(0, 1, n)
    small = np.arange(n) % 2 == 0
    best = np.where(small, 5.0, 20.0)
    feedback = feedback_of(
        n, source=np.where(small, "a", "b"), rating=(1 - friction) * best, rating_max=best, nps=np.where(small, 10 * friction, np.nan)
    )
    out = _validity(mentions_of([(i, "delivery", "store", f) for i, f in enumerate(friction)]), feedback, journey, settings)
    assert out["rank_correlation"].dropna().to_dict() == pytest.approx(
        {("a", "nps"): 1.0, ("a", "rating"): -1.0, ("b", "rating"): -1.0, ("all", "nps"): 1.0, ("all", "rating"): -1.0}
    )
    assert out.loc[("all", "rating"), "n"] == n
    assert ("b", "nps") not in out.index


def test_too_few_or_all_alike_is_not_known(journey, settings, feedback_of, mentions_of):
    mentions = mentions_of([(i, "delivery", "store", i / 30) for i in range(30)])
    few = [float(i % 11) if i < 19 else np.nan for i in range(30)]
    out = _validity(mentions, feedback_of(30, nps=few, csat=3.0), journey, settings)
    assert out.loc[("all", ["nps", "csat", "ces"]), "rank_correlation"].isna().all()
    assert out.loc[("all", "nps"), "n"] == 19
