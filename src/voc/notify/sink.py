"""What a place that alerts are sent to has to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from voc.notify.bulletin import Bulletin


class Sink(Protocol):
    """One place that alerts are sent to."""

    @property
    def name(self) -> str:
        """What `tables.Notice` remembers of where it was sent."""
        ...

    def send(self, bulletin: Bulletin) -> Sequence[str]:
        """Send everything at once, or nothing.

        Returns:
            What went wrong without keeping it from being sent, such as one address of several that was refused.
        Raises:
            NotifyError: Nothing was sent; the next night tries again.
        """
        ...
