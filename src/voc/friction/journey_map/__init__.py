"""The journey map: as it is, as it should be, a day in the life."""

from voc.friction.journey_map.journey_map import journey_map

__all__ = ["journey_map"]
