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
from scipy.optimize import linear_sum_assignment

from voc.config import Config
from voc.protocols import Encoder, FloatArray, Lemmatizer, Progress, silent
from voc.topics.bank import UNSEEN, bank, fitting
from voc.topics.general import word_list
from voc.topics.keywords import class_tf_idf, top_terms
from voc.topics.lemmas import PassingOver
from voc.topics.pairing import Pair, pairs
from voc.topics.phrases import phrases, surfaces
from voc.topics.taken import Name, Taken

LEAST = 0.05
"""A name that says less than this (see `bank.fitting`) is none."""
LEAST_SHARE = 0.06
"""A word or a phrase names a topic when this share of its mentions say it."""
LEAST_LIFT = 2.0
"""And say it so many times as often as those elsewhere."""
NEARLY = 0.33
"""Of a topic whose best name is another's, a name that says less than this part of what that one says is none."""
DOMINANT = 0.3
"""A single word that says so much of a topic is its name."""
MOSTLY = 0.4
"""A topic happens at a touchpoint or stage when this share of its mentions do."""
COLON = {"fr": "\u00a0: ", "en": ": "}
OTHERS = {"fr": " et sujets proches", "en": " and related subjects"}
NOTHING = ("Divers", "Other")


@dataclass(frozen=True)
class Heading:
    """What a theme may be called: the general names of its topics, the most telling first, and its largest topic."""

    general: tuple[Name, ...]
    largest: Name


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

    @classmethod
    def of(cls, lemmatizer: Lemmatizer, encoder: Encoder | None, config: Config) -> Wording:
        """With the journey's names, and deaf to the company's own."""
        entries = {"touchpoint": config.journey.touchpoints, "stage": config.journey.stages}
        places = {axis: {e.id: (e.name.fr, e.name.en) for e in known} for axis, known in entries.items()}
        return cls(PassingOver(lemmatizer, config.company.name), encoder, places)


def name_topics(
    sample: pd.DataFrame,
    wording: Wording,
    taken: Taken,
    keywords: int,
    likeness: Mapping[str, FloatArray],
    headings: Mapping[str, Heading] | None = None,
    progress: Progress = silent,
) -> pd.DataFrame:
    """Give every topic, or theme, of the sample a name and keywords in both languages.

    Args:
        sample: topic_id, mention_id, text, language, said (mentions of the topic in this language), stage and touchpoint when known: the
            mentions nearest each centroid, largest topic first. A topic_id "" holds background mentions that only serve as contrast.
        likeness: See `bank.fitting`.
        headings: Of themes. A theme is never named after words.
    Returns:
        topic_id, name_fr, name_en, keywords_fr, keywords_en (lists), nameless (nothing fits, and no word says much of it).
    """
    lemmas, said = _read(sample, wording.lemmatizer, progress)
    words = {language: class_tf_idf(lemmas[lemmas["language"] == language]) for language in ("fr", "en")}
    found = {x: _candidates(said[said["language"] == x], sample[sample["language"] == x]) for x in ("fr", "en")}
    groups = {str(t): mine for t, mine in sample[sample["topic_id"] != ""].groupby("topic_id", sort=False)}
    own = {t: _own(t, mine, found) for t, mine in groups.items()} if headings is None else {}
    options = _options(fitting(sample, likeness), own) if headings is None else {}
    names, nameless = _best(options, taken), set()
    for t in (t for t in groups if t not in names):
        places = _places(groups[t], wording.places)
        head = next(chain(options.get(t, {}), places), None)
        nameless |= {t} if head is None and not any(map(_dominant, own.get(t, []))) else set()
        proposals = _by_word(head, own[t]) if headings is None else _by_heading(places, headings[t])
        names[t] = taken.take(next(name for name in chain(proposals, _numbered(places or [head or NOTHING])) if taken.free(name)))
    keys = {f"keywords_{x}": [top_terms(w, t, keywords) for t in groups] for x, w in words.items()}
    both = {f"name_{x}": [names[t][k] for t in groups] for k, x in enumerate(("fr", "en"))}
    return pd.DataFrame({"topic_id": list(groups), **both, **keys, "nameless": [t in nameless for t in groups]})


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


def _candidates(said: pd.DataFrame, read: pd.DataFrame) -> pd.DataFrame:
    """Words and phrases that are said oftener of a topic than elsewhere, best first: topic_id, term, surface, share, score.

    Share and score are those of `bank.fitting`, without the cosine. Proper names by themselves name nothing: a product needs a noun.

    Args:
        said: Occurrences of phrases in one language: topic_id, mention_id, term, surface, shape.
        read: The mentions of that language that were read: topic_id.
    """
    if said.empty:
        return pd.DataFrame(columns=["topic_id", "term", "surface", "share", "score"])
    told = said.drop_duplicates(["topic_id", "mention_id", "term"])
    counts = told.groupby(["topic_id", "term"], sort=True).size().rename("n").reset_index()
    size, every = counts["topic_id"].map(read.groupby("topic_id").size()), counts["term"].map(told["term"].value_counts())
    share, usual = counts["n"] / size, (every + UNSEEN) / (len(read) + UNSEEN)
    elsewhere = (every - counts["n"] + UNSEEN) / (len(read) - size + UNSEEN)
    names_alone = counts["term"].map((said["shape"] == "P").groupby(said["term"]).mean()) >= 0.5
    found = counts.assign(share=share, score=share * np.log(share / usual), surface=counts["term"].map(surfaces(said)))
    kept = found[(counts["n"] >= 2) & (share >= LEAST_LIFT * elsewhere) & ~names_alone]
    return kept.sort_values(["topic_id", "score", "term"], ascending=[True, False, True])


def _own(topic_id: str, sample: pd.DataFrame, found: Mapping[str, pd.DataFrame]) -> list[Pair]:
    """What the topic's own words and phrases call it, when enough say them; languages weigh as they do in the topic."""
    said = sample.groupby("language")["said"].first()
    mine = {x: f[f["topic_id"] == topic_id] for x, f in found.items()}
    weighed = {x: f[["term", "surface"]].join(f[["share", "score"]] * (said.get(x, 0) / said.sum())) for x, f in mine.items()}
    return [p for p in pairs(weighed["fr"], weighed["en"]) if p.share >= LEAST_SHARE]


def _options(usual: pd.DataFrame, own: Mapping[str, list[Pair]]) -> dict[str, dict[Name, float]]:
    """Per topic the names that analysts use and phrases of several words of its own, with their scores, the best first."""
    found = [(str(t), (str(fr), str(en)), float(s)) for t, fr, en, s in usual[["topic_id", "fr", "en", "score"]].itertuples(index=False)]
    # What the bank has, it has rated.
    rated = {known.fr for known in bank()}
    several = ((t, p, _capitalised(p.fr, p.en)) for t, mine in own.items() for p in mine if " " in p.fr and " " in p.en)
    found += [(t, name, p.score) for t, p, name in several if name[0] not in rated]
    options: dict[str, dict[Name, float]] = {}
    for topic_id, name, score in sorted(found, key=lambda f: (f[0], -f[2], f[1])):
        scores = options.setdefault(topic_id, {})
        if score >= max(LEAST, NEARLY * max(scores.values(), default=0.0)):
            scores.setdefault(name, score)
    return options


def _best(options: Mapping[str, Mapping[Name, float]], taken: Taken) -> dict[str, Name]:
    """Free names given out so that all together fit best."""
    topics, names = list(options), sorted({name for mine in options.values() for name in mine if taken.free(name)})
    table = np.array([[options[t].get(name, 0.0) for name in names] for t in topics]).reshape(len(topics), len(names))
    chosen = [(topics[t], names[n], table[t, n]) for t, n in zip(*linear_sum_assignment(-table), strict=True) if table[t, n] > 0]
    # Two names may still be one in one of the languages: the better one stays.
    return {t: taken.take(name) for t, name, _ in sorted(chosen, key=lambda c: (-c[2], *c[:2])) if taken.free(name)}


def _places(rows: pd.DataFrame, places: Mapping[str, Mapping[str, Name]]) -> list[Name]:
    """The touchpoint where most of a topic happens, and the stage; those of the two that there are."""
    found = []
    for axis in (axis for axis in ("touchpoint", "stage") if axis in rows and axis in places):
        shares = rows[axis].value_counts(normalize=True).sort_index().sort_values(ascending=False, kind="stable")
        if len(shares) and shares.iloc[0] >= MOSTLY and shares.index[0] in places[axis]:
            found.append(places[axis][str(shares.index[0])])
    return found


def _by_word(head: Name | None, own: list[Pair]) -> Iterator[Name]:
    """Its word where it says very much; else the head (a name that another topic fits better, or a place) and its word."""
    words = [p for p in own if " " not in p.fr]
    yield from (_capitalised(p.fr, p.en) for p in words if _dominant(p))
    yield from (_told(head or NOTHING, (p.fr, p.en)) for p in words if not _repeats(head or NOTHING, p))
    yield from [head] if head else []


def _dominant(word: Pair) -> bool:
    return " " not in word.fr and word.score >= DOMINANT


def _by_heading(places: list[Name], heading: Heading) -> Iterator[Name]:
    """A general name, or where a theme happens, or its largest topic and what is like it."""
    yield from (*heading.general, *places[:1])
    yield heading.largest[0] + OTHERS["fr"], heading.largest[1] + OTHERS["en"]


def _numbered(places: list[Name]) -> Iterator[Name]:
    """The last resort: the places, and a number."""
    fr, en = _told(places[0], (places[1][0].lower(), places[1][1].lower())) if len(places) > 1 else places[0]
    yield fr, en
    yield from ((f"{fr} ({number})", f"{en} ({number})") for number in count(2))


def _told(head: Name, word: Name) -> Name:
    return head[0] + COLON["fr"] + word[0], head[1] + COLON["en"] + word[1]


def _repeats(place: Name, word: Pair) -> bool:
    return word.fr.casefold() in place[0].casefold() or word.en.casefold() in place[1].casefold()


def _capitalised(fr: str, en: str) -> Name:
    return fr[:1].upper() + fr[1:], en[:1].upper() + en[1:]
