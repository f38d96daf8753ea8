"""Texts made ready: cleaned, their language told, personal data out, repetitions marked, cut into mentions."""

from voc.text.clean import clean
from voc.text.correspondence import without_quotes_and_signature
from voc.text.duplicates import mark_duplicates
from voc.text.language import detect
from voc.text.mentions import split
from voc.text.person_finder import SpacyPersonFinder
from voc.text.redact import PLACEHOLDERS, Redacted, redact

__all__ = [
    "PLACEHOLDERS",
    "Redacted",
    "SpacyPersonFinder",
    "clean",
    "detect",
    "mark_duplicates",
    "redact",
    "split",
    "without_quotes_and_signature",
]
