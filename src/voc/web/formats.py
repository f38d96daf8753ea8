"""What the pages use of `voc.formats`, which the sentences of the core are written with as well."""

from voc.formats import MONTHS, NARROW, NONE, SHORT_MONTHS, TIED, Formats, as_date

__all__ = ["MONTHS", "NARROW", "NONE", "SHORT_MONTHS", "TIED", "Formats", "as_date"]
