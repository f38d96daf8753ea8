"""Names that a person would give, from the words that customers use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from voc.protocols import Lemmatizer, Progress, silent
from voc.topics.general import word_list
from voc.topics.glossary import translate
from voc.topics.keywords import class_tf_idf, top_terms
from voc.topics.phrases import phrases, surfaces

AND = {"fr": " et ", "en": " and "}
OTHER = {"fr": "en", "en": "fr"}
# A phrase of several words says more than its frequency tells; beyond three words it is a sentence.
LENGTH_BONUS = {1: 1.0, 2: 1.9, 3: 2.1}
LEAST_SHARE = {1: 0.08, 2: 0.05, 3: 0.04}
COVERED = 0.3
RARE = 0.2
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


def name_topics(sample: pd.DataFrame, lemmatizer: Lemmatizer, taken: Taken, keywords: int, progress: Progress = silent) -> pd.DataFrame:
    """Give every topic of the sample a name and keywords in both languages.

    Args:
        sample: topic_id, mention_id, text, language, said (mentions of the topic in this language): the mentions nearest each
            centroid, largest topic first. A topic_id "" holds background mentions that only serve as contrast.
    Returns:
        topic_id, name_fr, name_en, keywords_fr, keywords_en (lists).
    """
    said = _read(sample, lemmatizer, progress)
    ids = [t for t in sample["topic_id"].unique() if t]
    found = {language: _candidates(said, language) for language in ("fr", "en")}
    keys = {language: class_tf_idf(_of(said.lemmas, language)) for language in ("fr", "en")}
    rows = []
    for topic_id in ids:
        names = _names(topic_id, {language: f[f["topic_id"] == topic_id] for language, f in found.items()}, sample, keys, taken)
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
    score = weights["weight"] * length.map(LENGTH_BONUS)
    sizes = weights["topic_id"].map(mine.groupby("topic_id")["mention_id"].nunique())
    least = (length.map(LEAST_SHARE) * sizes).clip(lower=2)
    # A rare phrase is a last resort: it names a topic only when no common one does.
    score = score.where(weights["n"] >= least, score * RARE)
    ranked = weights.assign(score=score, surface=weights["term"].map(surfaces(mine)))[weights["n"] >= 2]
    return ranked.sort_values(["topic_id", "score", "term"], ascending=[True, False, True])


def _names(
    topic_id: str, found: dict[str, pd.DataFrame], sample: pd.DataFrame, keys: dict[str, pd.DataFrame], taken: Taken
) -> dict[str, str]:
    """Own words where the language speaks of the topic; else the other language's through the glossary; else those as they are."""
    counts = sample[sample["topic_id"] == topic_id].groupby("language")["said"].first()
    terms = {language: _choose(found[language], language, taken) for language in ("fr", "en")}
    enough = max(ENOUGH, OWN_SHARE * counts.max())
    strong = {language: bool(terms[language]) and counts.get(language, 0) >= enough for language in ("fr", "en")}
    names: dict[str, str] = {}
    for language in sorted(terms, key=lambda x: not strong[x]):
        other = OTHER[language]
        own = terms[language] if strong[language] or not terms[other] else []
        name = _joined([s for _, s in own], language)
        if not name and terms[other]:
            name = _joined([translate(t, other) or s for t, s in terms[other]], language)
        name = name or capitalised(next(iter(top_terms(keys[language], topic_id, 1, least=1)), "")) or names.get(other, "")
        names[language] = taken.take(
            language, _unique(name or ("Divers" if language == "fr" else "Other"), language, found[language], taken)
        )
    return names


def _choose(candidates: pd.DataFrame, language: str, taken: Taken) -> list[tuple[str, str]]:
    """One phrase, or two when the best alone covers too little of the topic: [(term, surface)]."""
    if candidates.empty:
        return []
    options = list(zip(candidates["term"], candidates["surface"], candidates["share"], candidates["score"], strict=True))
    first = options[0]
    # The share of the head noun, not of the exact phrase, tells how much of the topic the name covers.
    cover = max([share for term, _, share, _ in options if term in first[0].split()], default=first[2])
    rest = [o for o in options[1:] if not set(o[0].split()) & set(first[0].split()) and o[3] >= 0.5 * first[3]]
    second = rest[:1] if cover < COVERED or not taken.free(language, capitalised(first[1])) else []
    return [(o[0], o[1]) for o in [first, *second]]


def _joined(parts: list[str], language: str) -> str:
    return capitalised(AND[language].join(parts))


def _unique(name: str, language: str, candidates: pd.DataFrame, taken: Taken) -> str:
    """The name, or the name with the next telling phrase, or with a number: no two topics are called the same."""
    if taken.free(language, name):
        return name
    for surface in candidates["surface"]:
        longer = f"{name}, {surface}"
        if surface.casefold() not in name.casefold() and taken.free(language, longer):
            return longer
    number = 2
    while not taken.free(language, f"{name} ({number})"):
        number += 1
    return f"{name} ({number})"


def capitalised(name: str) -> str:
    """First letter upper case, the rest as it is (PIN stays PIN)."""
    return name[:1].upper() + name[1:]
