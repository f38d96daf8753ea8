"""What a mention feels like: sentiment and effort from the reader's probabilities."""

from voc.sentiment.score import read_sentiment

__all__ = ["read_sentiment"]
