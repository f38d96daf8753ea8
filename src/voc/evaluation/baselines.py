"""What needs no model: the commonest answer, and a list of keywords. voc has to beat both by a wide margin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from voc.evaluation.agreement import NOTHING, Place, Reading
from voc.journey import UNPLACED, Taxonomy
from voc.journey.taxonomy import Axis
from voc.journey.words import stems

# Effort is said always: said never, it would score 0.
MAJORITY = Reading((("use", "customer_service"),), "negative", True)
MOST = 4

POSITIVE = {
    "fr": "bien bon bonne super parfait excellent merci satisfait content ravi rapide facile simple efficace agréable recommande génial "
    "top sympathique aimable qualité pratique clair professionnel",
    "en": "good great excellent perfect thanks thank happy pleased satisfied love fast quick easy simple helpful friendly recommend "
    "awesome nice best clear professional amazing",
}
NEGATIVE = {
    "fr": "mauvais mauvaise nul nulle déçu déception décevant problème lent lenteur long retard erreur impossible inadmissible honte "
    "arnaque jamais pire incompétent cher bug panne difficile compliqué perdu refus aucun aucune scandaleux inutile",
    "en": "bad poor terrible awful horrible worst disappointed disappointing problem issue slow late delay error impossible unacceptable "
    "shame scam never rude useless expensive bug broken difficult complicated lost refused fail unable crash",
}
EFFORT = {
    "fr": "impossible encore relance relancer plusieurs toujours attendre attente rappeler heures semaines mois compliqué difficile "
    "démarches",
    "en": "impossible again several still waiting wait repeatedly hours weeks months complicated difficult unable multiple twice",
}


def majority(texts: Sequence[str]) -> list[Reading]:
    """The commonest answer, whatever was written."""
    return [MAJORITY] * len(texts)


def keyword_list(mentions: Sequence[Sequence[str]], languages: Sequence[str], taxonomy: Taxonomy) -> list[Reading]:
    """What the cue words of the journey and a short list of feeling words say.

    Args:
        mentions: Per comment, the texts of its mentions.
        languages: Per comment, fr, en, or another.
    """
    return [_read(texts, language, taxonomy) for texts, language in zip(mentions, languages, strict=True)]


def _read(texts: Sequence[str], language: str, taxonomy: Taxonomy) -> Reading:
    stages, touchpoints = (_entries(axis, texts, language) for axis in (taxonomy.stages, taxonomy.touchpoints))
    counted = Counter(zip(stages, touchpoints, strict=True))
    del counted[(UNPLACED, UNPLACED)]
    # The most frequent first; Counter keeps the first said before its equals.
    places: tuple[Place, ...] = tuple(place for place, _ in counted.most_common(MOST)) or NOTHING.places
    text = " ".join(texts)
    good, bad = _count(text, language, POSITIVE), _count(text, language, NEGATIVE)
    overall = ("mixed" if good == bad else "positive" if good > bad else "negative") if good or bad else "neutral"
    return Reading(places, overall, _count(text, language, EFFORT) > 0)


def _entries(axis: Axis, texts: Sequence[str], language: str) -> list[str]:
    """Of each text, the entry with most cues, the first of the file among equals."""
    spoken = axis.matcher.spoken([axis.matcher.find(text, language) for text in texts])
    return [axis.ids[int(np.argmax(row))] if row.any() else UNPLACED for row in spoken]


def _count(text: str, language: str, words: dict[str, str]) -> int:
    known = [language] if language in words else sorted(words)
    return sum(stem in set(stems(words[one], one)) for one in known for stem in stems(text, one))
