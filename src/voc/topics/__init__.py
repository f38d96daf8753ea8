"""Recurring subjects with an identity that lasts: found by density, named by their own words, known again the next night."""

from voc.topics.discover import Discovery, discover
from voc.topics.hand import Hand
from voc.topics.identity import Registry
from voc.topics.lemmas import PassingOver, SpacyLemmatizer
from voc.topics.limits import beyond
from voc.topics.naming import Wording
from voc.topics.proposals import propose_names
from voc.topics.split import Proposal, propose

__all__ = [
    "Discovery",
    "Hand",
    "PassingOver",
    "Proposal",
    "Registry",
    "SpacyLemmatizer",
    "Wording",
    "beyond",
    "discover",
    "propose",
    "propose_names",
]
