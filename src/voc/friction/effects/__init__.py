"""What an action changed: its targets before and after, beside what would have happened without it."""

from voc.friction.effects.measure import effects, verdicts

__all__ = ["effects", "verdicts"]
