"""What an action changed: its targets before and after, beside what would have happened without it."""

from voc.friction.effects.measure import effects

__all__ = ["effects"]
