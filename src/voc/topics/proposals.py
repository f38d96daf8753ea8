"""Names that a language model proposes for new topics: asked for once, checked like anything from outside.

A comment may try to steer the model; all that it can reach is a name, which has to look like one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from voc import tables
from voc.errors import VocError
from voc.issues import Issue
from voc.protocols import Namer
from voc.text import detect
from voc.topics.identity import Change, Registry, changed
from voc.topics.taken import Name, Taken

EXEMPLARS, CHARACTERS = 10, 300
"""So many exemplars of a topic at most are sent, so much of each."""
LONGEST, MOST_WORDS = 60, 8
# Letters of both languages, digits, and what joins words: no line break, no markup, no address, no formula.
LOOKS_LIKE_ONE = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿŒœŸ][A-Za-zÀ-ÖØ-öø-ÿŒœŸ0-9 '’,&%()/-]*")
SURE = 0.6
"""A name is in the other language when that one leads by so much; one name of the bank in 700 is taken for the other language's."""
LANGUAGES = ("fr", "en")


@dataclass(frozen=True)
class Renamed:
    """The registry with the names that were taken, and an issue for each that was not."""

    registry: Registry
    issues: list[Issue]


def propose_names(registry: Registry, born: Collection[str], texts: pd.DataFrame, namer: Namer, day: pd.Timestamp) -> Renamed:
    """Ask for a name of each new subject, the largest first; when none comes, or none that looks like one, the topic's own stays.

    A topic that takes a proposal has an event `named` that says what it was called before. A namer that does not answer is asked no more.

    Args:
        born: Ids of the new topics.
        texts: mention_id, text (redacted), language of their exemplars.
        day: The data day.
    """
    topics = registry.topics
    names: dict[str, Name] = {t: (fr, en) for t, fr, en in topics[["topic_id", "name_fr", "name_en"]].itertuples(index=False)}
    subjects = topics[topics["topic_id"].isin(list(born)) & (topics["kind"] == "subject")]
    told: list[Change] = []
    issues: list[Issue] = []
    for topic_id in subjects.sort_values(["n_mentions", "topic_id"], ascending=[False, True])["topic_id"]:
        try:
            proposal = namer.propose(_keywords(topics, topic_id), _said(registry, topic_id, texts))
        except VocError as failure:
            advice = "topics keep voc's own names; see `topics.namer` in the configuration"
            issues.append(Issue("warning", "topics", f"the namer did not answer: {failure.what}", failure.expected, advice))
            break
        own = names.pop(topic_id)
        try:
            names[topic_id] = checked(proposal, Taken.of(names.values()))
        except ValueError as wrong:
            names[topic_id] = own
            expected = "a short name in French and in English"
            issues.append(Issue("info", "topics", f"a proposed name was not taken: {wrong}", expected, record=topic_id))
        if names[topic_id] != own:
            told.append((topic_id, "named", " / ".join(own), " / ".join(names[topic_id])))
    named = topics.assign(name_fr=[names[t][0] for t in topics["topic_id"]], name_en=[names[t][1] for t in topics["topic_id"]])
    return Renamed(changed(registry, tables.Topic.conform(named), told, day), issues)


def checked(proposal: Name | None, taken: Taken) -> Name:
    """The proposal as it may be shown.

    Raises:
        ValueError: It is none; says why without repeating a word of it.
    """
    if proposal is None:
        raise ValueError("the answer held no name")
    fr, en = (re.sub(" +", " ", name).strip(" ") for name in proposal)
    for name in (fr, en):
        if len(name) < 3 or len(name) > LONGEST or len(name.split()) > MOST_WORDS:
            raise ValueError(f"it has not 3 to {LONGEST} characters and at most {MOST_WORDS} words")
        if not LOOKS_LIKE_ONE.fullmatch(name):
            raise ValueError("it holds line breaks, markup or other signs that no name has")
    languages = detect(pd.Series([fr, en]), LANGUAGES, SURE)["language"].tolist()
    if languages[0] == "en" or languages[1] == "fr":
        raise ValueError("it is in the other language")
    if not taken.free((fr, en)):
        raise ValueError("another topic has it")
    return fr[:1].upper() + fr[1:], en[:1].upper() + en[1:]


def _keywords(topics: pd.DataFrame, topic_id: str) -> dict[str, list[str]]:
    row = topics[topics["topic_id"] == topic_id].iloc[0]
    return {x: [str(k) for k in json.loads(row[f"keywords_{x}"])] for x in LANGUAGES}


def _said(registry: Registry, topic_id: str, texts: pd.DataFrame) -> dict[str, list[str]]:
    """What the topic's exemplars say, by language."""
    mine = registry.mine()
    ids = [m for shown in mine.loc[mine["topic_id"] == topic_id, "exemplars"] for m in json.loads(shown)][:EXEMPLARS]
    said = texts.set_index("mention_id").reindex([m for m in ids if m in set(texts["mention_id"])])
    return {x: said.loc[said["language"] == x, "text"].str[:CHARACTERS].tolist() for x in LANGUAGES}
