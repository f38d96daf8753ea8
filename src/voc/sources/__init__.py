"""Reads what companies export: files of any usual form, one YAML per source, every row accounted for."""

from voc.sources.files import find_files
from voc.sources.gathering import Gathered, gather, preview
from voc.sources.guessing import guess_columns, guess_date_format
from voc.sources.reading import read_table

__all__ = ["Gathered", "find_files", "gather", "guess_columns", "guess_date_format", "preview", "read_table"]
