"""Where in the journey a mention belongs: the company's stages and touchpoints, the placing, and the roll-up to the feedback."""

from voc.journey.corrected import FIELDS, obey
from voc.journey.evidence import evidence
from voc.journey.place import place
from voc.journey.rollup import roll_up
from voc.journey.taxonomy import UNPLACED, Taxonomy

__all__ = ["FIELDS", "UNPLACED", "Taxonomy", "evidence", "obey", "place", "roll_up"]
