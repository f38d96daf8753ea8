"""Splitting a topic: what it could be split into, and doing it. Not a Prefect flow: an analyst waits for it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from flows import night as shared
from flows.night import Night
from voc import steps
from voc.store import Store
from voc.store import topics as stored_topics
from voc.store.cached_encoder import CachedEncoder
from voc.store.vectors import VectorStore
from voc.tables import Feedback, Mention
from voc.topics import Hand, Proposal, hand


def propose(config: Path, topic_id: str) -> pd.DataFrame:
    """Parts of a topic: topic_id, names, n_mentions, examples (a list of texts); nothing changes.

    Raises:
        TopicConflict: The topic does not live.
        NotEnoughData: It has too few different texts.
    """
    night = Night.of(config, datetime.now(UTC), None)
    with night.open_store() as store:
        return _with_examples(store, _proposal(night, store, topic_id))


def split_topic(config: Path, topic_id: str, by: Hand) -> pd.DataFrame:
    """Put the parts in the topic's place; returns what `propose` returns.

    Raises:
        TopicConflict, NotEnoughData: As `propose`.
    """
    night = Night.of(config, datetime.now(UTC), None)
    with night.open_store() as store, store.transaction():
        found = _proposal(night, store, topic_id)
        stored_topics.decide(store, lambda registry: hand.split(registry, topic_id, found.parts, found.centroids, by))
        stored_topics.put(store, found.members)
        return _with_examples(store, found)


def _proposal(night: Night, store: Store, topic_id: str) -> Proposal:
    encoder = CachedEncoder(night.encoder, VectorStore(store))
    mentions = store.load(Mention, {"topic_found": topic_id})
    feedback = store.load(Feedback, {"feedback_id": mentions["feedback_id"].unique().tolist()})
    vectors = steps.subjects(mentions, feedback, encoder)
    registry = stored_topics.registry(store, encoder.model_id)
    hand.living_subject(registry, topic_id)
    return steps.parts_of(topic_id, mentions, feedback, vectors, registry, shared.lemmatizer(), encoder, night.config)


def _with_examples(store: Store, found: Proposal) -> pd.DataFrame:
    ids = [m for shown in found.parts["exemplars"] for m in shown]
    mentions = store.load(Mention, {"mention_id": ids})
    feedback = store.load(Feedback, {"feedback_id": mentions["feedback_id"].unique().tolist()}, ["feedback_id", "text"])
    rows = mentions.merge(feedback, on="feedback_id")
    said = {m: t[a:b] for m, t, a, b in zip(rows["mention_id"], rows["text"], rows["start"], rows["end"], strict=True)}
    examples = pd.Series([[said[m] for m in shown] for shown in found.parts["exemplars"]], index=found.parts.index, dtype="object")
    return found.parts.assign(examples=examples)
