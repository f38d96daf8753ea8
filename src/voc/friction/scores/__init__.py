"""The scores that customers gave, and what moves them."""

from voc.friction.scores.drivers import drivers
from voc.friction.scores.scores import scores

__all__ = ["drivers", "scores"]
