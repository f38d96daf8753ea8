"""Everything that may be learnt from: labelled comments in folders, and labels of exports joined to the exports."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from voc.config import load_config
from voc.shipped import shipped
from voc.training.annotated import FILE, annotated
from voc.training.data import LabelledComment, labelled


def every_comment(folders: Sequence[Path]) -> list[LabelledComment]:
    """Labelled comments of the folders and of `models/training`, with the labels of exports where VOC_DATA says where these are.

    Args:
        folders: Folders of labelled comments.
    Raises:
        SourceError: No folder has any of the sets, or a file is not what it should be.
    """
    own = shipped("models/training")
    comments = labelled([*folders, own])
    if not os.environ.get("VOC_DATA") or not (own / FILE).is_file():
        sys.stderr.write(f"{FILE}: left out, because VOC_DATA does not say where the exports are\n")
        return comments
    found = annotated(own / FILE, load_config(shipped("configs/examples/voc.yml"), shipped("configs/journey.yml")))
    if found.missing:
        sys.stderr.write(f"{FILE}: {found.missing} comments are not in the exports as they were read, and were left out\n")
    return [*comments, *found.comments]
