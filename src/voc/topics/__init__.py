"""Recurring subjects with an identity that lasts: found by density, named by their own words, known again the next night."""

from voc.topics.discover import Discovery, discover
from voc.topics.identity import Registry
from voc.topics.lemmas import PassingOver, SpacyLemmatizer

__all__ = ["Discovery", "PassingOver", "Registry", "SpacyLemmatizer", "discover"]
