"""Tells people what opened and what closed: a file, an e-mail, a webhook; nothing configured, nothing sent."""

from __future__ import annotations

from voc.config import AlertSettings
from voc.notify.bulletin import Bulletin, News, trial
from voc.notify.due import due
from voc.notify.file import File
from voc.notify.mail import Mail
from voc.notify.sink import Sink
from voc.notify.webhook import Webhook

__all__ = ["Bulletin", "News", "Sink", "due", "sinks", "trial"]


def sinks(settings: AlertSettings) -> list[Sink]:
    """The sinks that are configured, none by default."""
    found: list[Sink] = []
    if settings.file:
        found.append(File(settings.file))
    if settings.email:
        found.append(Mail(settings.email))
    if settings.webhook:
        found.append(Webhook(settings.webhook))
    return found
