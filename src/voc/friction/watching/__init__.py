"""What a day sees that somebody should hear of, and the incidents made of it."""

from voc.friction.watching.incidents import incidents
from voc.friction.watching.sightings import sightings, watch

__all__ = ["incidents", "sightings", "watch"]
