"""Names that a person would give: what analysts call such a subject, else the customers' own words, else where it happens.

Two unrelated words are never joined. What has no name of its own is called by the touchpoint or stage where most of it happens, with the
word that sets it apart ("Livraison : retard").
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count

import numpy as np
import pandas as pd

from voc.protocols import Encoder, FloatArray, Lemmatizer, Progress, silent
from voc.topics.bank import fitting
from voc.topics.general import word_list
from voc.topics.keywords import class_tf_idf, top_terms
from voc.topics.pairing import Pair, pairs
from voc.topics.phrases import phrases, surfaces

OWN = 0.4
"""What a phrase of the topic's own says, beside a name that analysts use: that one says what is the matter in words that all understand."""
LEAST_SHARE = {1: 0.08, 2: 0.04}
"""A word, or a phrase of several, names a topic when this share of its mentions say it."""
MOSTLY = 0.4
"""A topic happens at a touchpoint or stage when this share of its mentions do."""
COLON = {"fr": "\u00a0: ", "en": ": "}
OTHERS = {"fr": " et sujets proches", "en": " and related subjects"}
NOTHING = ("Divers", "Other")

Name = tuple[str, str]
"""In French and in English."""


@dataclass(frozen=True)
class Wording:
    """What names are made with.

    Attributes:
        places: Names of the journey's touchpoints and stages: axis to id to name.
        encoder: Reads names, so that they are compared by meaning too; None when only words count.
    """

    lemmatizer: Lemmatizer
    encoder: Encoder | None = None
    places: Mapping[str, Mapping[str, Name]] = field(default_factory=dict)


@dataclass
class Taken:
    """Names already given, so that no two topics share one."""

    fr: set[str]
    en: set[str]

    def first(self, names: Iterator[Name]) -> Name:
        """The first of `names` that is free in both languages; it is free no more."""
        fr, en = next((fr, en) for fr, en in names if fr.casefold() not in self.fr and en.casefold() not in self.en)
        self.fr.add(fr.casefold())
        self.en.add(en.casefold())
        return fr, en


def name_topics(
    sample: pd.DataFrame,
    wording: Wording,
    taken: Taken,
    keywords: int,
    likeness: Mapping[str, FloatArray],
    largest: Mapping[str, Name] | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Give every topic, or theme, of the sample a name and keywords in both languages.

    Args:
        sample: topic_id, mention_id, text, language, said (mentions of the topic in this language), stage and touchpoint when known: the
            mentions nearest each centroid, largest topic first. A topic_id "" holds background mentions that only serve as contrast.
        likeness: See `bank.fitting`.
        largest: Of themes: the name of the largest topic of each. A theme is never named after a word.
    Returns:
        topic_id, name_fr, name_en, keywords_fr, keywords_en (lists).
    """
    lemmas, said = _read(sample, wording.lemmatizer, progress)
    words = {language: class_tf_idf(lemmas[lemmas["language"] == language]) for language in ("fr", "en")}
    found = {language: _candidates(said[said["language"] == language]) for language in ("fr", "en")}
    usual = fitting(sample, likeness, "topic" if largest is None else "theme")
    rows = []
    for topic_id, mine in sample[sample["topic_id"] != ""].groupby("topic_id", sort=False):
        own = _own(str(topic_id), mine, found) if largest is None else []
        first = (largest or {}).get(str(topic_id))
        names = _ranked(usual[usual["topic_id"] == topic_id], own)
        name = taken.first(chain(names, _by_place(_place(mine, wording.places), own, first)))
        keys = {f"keywords_{language}": top_terms(w, str(topic_id), keywords) for language, w in words.items()}
        rows.append({"topic_id": topic_id, "name_fr": name[0], "name_en": name[1], **keys})
    return pd.DataFrame(rows, columns=["topic_id", "name_fr", "name_en", "keywords_fr", "keywords_en"])


def _read(sample: pd.DataFrame, lemmatizer: Lemmatizer, progress: Progress) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Occurrences of lemmas and of phrases, with their language and topic."""
    lemmas, found = [], []
    for done, (language, rows) in enumerate(sample.groupby("language", sort=True)):
        progress(done, sample["language"].nunique(), "naming topics")
        vague = _without_subject(str(language))
        words = lemmatizer.lemmas(rows["text"].tolist(), str(language))
        for topic_id, mention_id, text, mine in zip(rows["topic_id"], rows["mention_id"], rows["text"], words, strict=True):
            lemmas += [(topic_id, mention_id, language, w.lemma) for w in mine if w.lemma not in vague and len(w.lemma) > 2]
            found += [(topic_id, mention_id, language, p.term, p.surface, p.shape) for p in phrases(text, mine, str(language), vague)]
    columns = ["topic_id", "mention_id", "language", "term"]
    return pd.DataFrame(lemmas, columns=columns), pd.DataFrame(found, columns=[*columns, "surface", "shape"])


def _without_subject(language: str) -> frozenset[str]:
    kinds = ("vague", "praise", "thanks", "greeting", "complaint")
    return frozenset().union(*(word_list(language, kind) for kind in kinds))


def _candidates(said: pd.DataFrame) -> pd.DataFrame:
    """Phrases per topic that are common enough to name it, best first: topic_id, term, surface, share, score.

    The score is that of `bank.fitting` without the cosine. A proper name by itself names nothing: a product needs a noun beside it.
    """
    weights = class_tf_idf(said)
    if weights.empty:
        return weights.assign(score=0.0, surface="")
    names_alone = (said["shape"] == "P").groupby(said["term"]).mean() >= 0.5
    several = weights["term"].str.contains(" ")
    common = (weights["n"] >= 2) & (weights["share"] >= several.map({True: LEAST_SHARE[2], False: LEAST_SHARE[1]}))
    kept = weights[common & ~weights["term"].map(names_alone) & (weights["lift"] > 1)]
    kept = kept.assign(score=kept["share"] * np.log(kept["lift"]), surface=kept["term"].map(surfaces(said)))
    return kept.sort_values(["topic_id", "score", "term"], ascending=[True, False, True])


def _own(topic_id: str, sample: pd.DataFrame, found: Mapping[str, pd.DataFrame]) -> list[Pair]:
    """What the topic's own phrases call it; languages weigh as they do in the topic."""
    said = sample.groupby("language")["said"].first()
    mine = [f[f["topic_id"] == topic_id] for f in found.values()]
    return pairs(*(f.assign(score=f["score"] * said.get(x, 0) / said.sum()) for f, x in zip(mine, found, strict=True)))


def _ranked(usual: pd.DataFrame, own: list[Pair]) -> Iterator[Name]:
    """Names that analysts use and phrases of several words of the topic's own, the best first."""
    known = [(float(s), str(fr), str(en)) for fr, en, s in zip(usual["fr"], usual["en"], usual["score"], strict=True)]
    known += [(OWN * p.score, capitalised(p.fr), capitalised(p.en)) for p in own if " " in p.fr and " " in p.en]
    return ((fr, en) for _, fr, en in sorted(known, key=lambda k: (-k[0], *k[1:])))


def _place(rows: pd.DataFrame, places: Mapping[str, Mapping[str, Name]]) -> Name | None:
    """The touchpoint where most of a topic happens; else the stage; else None."""
    for axis in (axis for axis in ("touchpoint", "stage") if axis in rows and axis in places):
        shares = rows[axis].value_counts(normalize=True).sort_index().sort_values(ascending=False, kind="stable")
        if len(shares) and shares.iloc[0] >= MOSTLY and shares.index[0] in places[axis]:
            return places[axis][str(shares.index[0])]
    return None


def _by_place(place: Name | None, own: list[Pair], largest: Name | None) -> Iterator[Name]:
    """Where a topic happens and its own word, its word, where it happens; the last resort is a number."""
    words = [p for p in own if " " not in p.fr]
    if place is not None:
        yield from ((place[0] + COLON["fr"] + p.fr, place[1] + COLON["en"] + p.en) for p in words if not _repeats(place, p))
    yield from ((capitalised(p.fr), capitalised(p.en)) for p in words)
    yield from [place] if place else []
    fr, en = (largest[0] + OTHERS["fr"], largest[1] + OTHERS["en"]) if largest else place or NOTHING
    yield fr, en
    yield from ((f"{fr} ({number})", f"{en} ({number})") for number in count(2))


def _repeats(place: Name, word: Pair) -> bool:
    return word.fr.casefold() in place[0].casefold() or word.en.casefold() in place[1].casefold()


def capitalised(name: str) -> str:
    return name[:1].upper() + name[1:]
