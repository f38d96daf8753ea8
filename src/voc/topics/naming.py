"""Names that a person would give, from the words that customers use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, count

import numpy as np
import pandas as pd

from voc.protocols import FloatArray, Lemmatizer, Progress, silent
from voc.topics.bank import fitting
from voc.topics.general import word_list
from voc.topics.keywords import class_tf_idf, top_terms
from voc.topics.pairing import Pair, pairs
from voc.topics.phrases import phrases, surfaces

AND = {"fr": " et ", "en": " and "}
# A phrase of several words says more than its frequency tells; beyond three words it is a sentence.
LENGTH_BONUS = {1: 1.0, 2: 1.9, 3: 2.1}
LEAST_SHARE = {1: 0.08, 2: 0.05, 3: 0.04}
COVERED = 0.2
SECOND, NEARLY = 0.6, 0.7
RARE = 0.2
HEAD = 0.6
NAME_ALONE = 0.3
OWN = 1.2
"""A phrase of the topic's own must say so much more than the name that analysts use."""
ENOUGH, OWN_SHARE = 5, 0.12
"""A name comes from a language's own words from so many mentions on, and from this share of the other language's."""


@dataclass(frozen=True)
class Words:
    """What the sampled mentions say: occurrences of lemmas and of phrases, with their language and topic."""

    lemmas: pd.DataFrame
    phrases: pd.DataFrame


@dataclass
class Taken:
    """Names already given, so that no two topics share one."""

    names: Mapping[str, set[str]] = field(default_factory=lambda: {"fr": set(), "en": set()})

    def free(self, language: str, name: str) -> bool:
        return name.casefold() not in self.names[language]

    def take(self, language: str, name: str) -> str:
        self.names[language].add(name.casefold())
        return name


def name_topics(
    sample: pd.DataFrame,
    lemmatizer: Lemmatizer,
    taken: Taken,
    keywords: int,
    likeness: Mapping[str, FloatArray],
    progress: Progress = silent,
) -> pd.DataFrame:
    """Give every topic of the sample a name and keywords in both languages.

    Args:
        sample: topic_id, mention_id, text, language, said (mentions of the topic in this language): the mentions nearest each
            centroid, largest topic first. A topic_id "" holds background mentions that only serve as contrast.
        likeness: See `bank.fitting`.
    Returns:
        topic_id, name_fr, name_en, keywords_fr, keywords_en (lists).
    """
    said = _read(sample, lemmatizer, progress)
    ids = [t for t in sample["topic_id"].unique() if t]
    found = {language: _candidates(said, language) for language in ("fr", "en")}
    keys = {language: class_tf_idf(_of(said.lemmas, language)) for language in ("fr", "en")}
    usual = fitting(sample, likeness)
    rows = []
    for topic_id in ids:
        mine = {language: f[f["topic_id"] == topic_id] for language, f in found.items()}
        names = _names(topic_id, mine, usual[usual["topic_id"] == topic_id], sample, taken)
        words = {f"keywords_{language}": top_terms(keys[language], topic_id, keywords) for language in ("fr", "en")}
        rows.append({"topic_id": topic_id, "name_fr": names["fr"], "name_en": names["en"], **words})
    return pd.DataFrame(rows, columns=["topic_id", "name_fr", "name_en", "keywords_fr", "keywords_en"])


def _read(sample: pd.DataFrame, lemmatizer: Lemmatizer, progress: Progress) -> Words:
    lemmas, found = [], []
    for done, (language, rows) in enumerate(sample.groupby("language", sort=True)):
        progress(done, sample["language"].nunique(), "naming topics")
        vague = _without_subject(str(language))
        words = lemmatizer.lemmas(rows["text"].tolist(), str(language))
        for topic_id, mention_id, text, mine in zip(rows["topic_id"], rows["mention_id"], rows["text"], words, strict=True):
            lemmas += [(topic_id, mention_id, language, w.lemma) for w in mine if w.lemma not in vague and len(w.lemma) > 2]
            found += [(topic_id, mention_id, language, p.term, p.surface, p.shape) for p in phrases(text, mine, str(language), vague)]
    columns = ["topic_id", "mention_id", "language", "term"]
    return Words(pd.DataFrame(lemmas, columns=columns), pd.DataFrame(found, columns=[*columns, "surface", "shape"]))


def _without_subject(language: str) -> frozenset[str]:
    kinds = ("vague", "praise", "thanks", "greeting", "complaint")
    return frozenset().union(*(word_list(language, kind) for kind in kinds))


def _of(frame: pd.DataFrame, language: str) -> pd.DataFrame:
    return frame[frame["language"] == language]


def _candidates(said: Words, language: str) -> pd.DataFrame:
    """Phrases per topic with a score, best first: topic_id, term, n, share, score, surface."""
    mine = _of(said.phrases, language)
    weights = class_tf_idf(mine)
    if weights.empty:
        return weights.assign(score=0.0, surface="", cover=0.0)
    length = weights["term"].str.count(" ") + 1
    score = weights["weight"] * length.map(LENGTH_BONUS) + HEAD * _head(weights, length)
    score = score.where(~weights["term"].isin(_names_alone(mine)), score * NAME_ALONE)
    sizes = weights["topic_id"].map(mine.groupby("topic_id")["mention_id"].nunique())
    least = (length.map(LEAST_SHARE) * sizes).clip(lower=2)
    # A rare phrase is a last resort: it names a topic only when no common one does.
    score = score.where(weights["n"] >= least, score * RARE)
    ranked = weights.assign(score=score, surface=weights["term"].map(surfaces(mine)))[weights["n"] >= 2]
    return ranked.sort_values(["topic_id", "score", "term"], ascending=[True, False, True])


def _head(weights: pd.DataFrame, length: pd.Series) -> pd.Series:
    """Weight of the weightiest word of a phrase: "advent calendar" inherits from "calendar"; 0 for single words."""
    words = weights[["topic_id", "term"]].assign(row=weights.index, word=weights["term"].str.split()).explode("word")
    single = weights[length == 1].set_index(["topic_id", "term"])["weight"]
    found = words.merge(single.rename("head"), left_on=["topic_id", "word"], right_index=True, how="left")
    return found.groupby("row")["head"].max().fillna(0.0).where(length > 1, 0.0)


def _names_alone(said: pd.DataFrame) -> set[str]:
    """Terms that are mostly one proper name: a product needs a noun beside it."""
    share = (said["shape"] == "P").groupby(said["term"]).mean()
    return set(share.index[share >= 0.5])


def _names(topic_id: str, found: dict[str, pd.DataFrame], usual: pd.DataFrame, sample: pd.DataFrame, taken: Taken) -> dict[str, str]:
    """The name that analysts use for such a subject; a phrase of the topic's own when that says clearly more, or when no name fits."""
    counts = sample[sample["topic_id"] == topic_id].groupby("language")["said"].first()
    enough = max(ENOUGH, OWN_SHARE * counts.max())
    heard = {x: f if counts.get(x, 0) >= enough else f.head(0) for x, f in found.items()}
    options = pairs(heard["fr"], heard["en"]) or pairs(found["fr"], found["en"]) or [Pair("Divers", "Other", frozenset(), 0.0, False)]
    known = [{"fr": fr, "en": en} for fr, en in zip(usual["fr"], usual["en"], strict=True)]
    own = " " in options[0].fr and options[0].agrees and _says(options[0], found) > OWN * usual["score"].max()
    proposals = chain([_joined(options[:1])] if own else [], known, _proposals(options, found))
    names = next(n for n in proposals if all(taken.free(x, name) for x, name in n.items()))
    return {x: taken.take(x, name) for x, name in names.items()}


def _proposals(options: list[Pair], found: dict[str, pd.DataFrame]) -> Iterator[dict[str, str]]:
    """Names in the order in which they are wanted; the last resort is a number, so that no two topics are called the same."""
    first = options[0]
    others = [p for p in options[1:] if p.agrees and not p.terms & first.terms]
    good = [p for p in others if p.score >= SECOND * first.score]
    bare = " " not in first.fr and " " not in first.en and bool(good) and good[0].score >= NEARLY * first.score
    if bare or _cover(first, found) < COVERED:
        yield from (_joined([first, p]) for p in good[:1])
    yield _joined([first])
    yield from (_joined([first, p]) for p in good)
    yield from (_joined([p]) for p in options[1:] if p.agrees and p.score >= SECOND * first.score)
    yield from (_joined([first, p]) for p in others)
    yield from ({x: f"{name} ({number})" for x, name in _joined([first]).items()} for number in count(2))


def _joined(parts: list[Pair]) -> dict[str, str]:
    return {x: capitalised(AND[x].join(getattr(p, x) for p in parts)) for x in ("fr", "en")}


def _says(pair: Pair, found: dict[str, pd.DataFrame]) -> float:
    """How much the weightiest word of a phrase says of the topic, as `bank.fitting` scores names."""
    words = [f[f["term"].isin(pair.terms)] for f in found.values()]
    return max((float((w["share"] * np.log(w["lift"])).max()) for w in words if len(w)), default=0.0)


def _cover(pair: Pair, found: dict[str, pd.DataFrame]) -> float:
    """How much of the topic has the commonest word of the name: not the exact phrase, its head."""
    return max(
        (float(f.loc[f["term"].isin(pair.terms), "share"].max()) for f in found.values() if f["term"].isin(pair.terms).any()), default=0.0
    )


def capitalised(name: str) -> str:
    """First letter upper case, the rest as it is (PIN stays PIN)."""
    return name[:1].upper() + name[1:]
