"""Alerts as a POST of JSON: for Slack, for Teams, or plain for whatever reads it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import httpx

from voc.config import WebhookSink
from voc.errors import NotifyError
from voc.notify.bulletin import Bulletin
from voc.notify.environment import filled

SECONDS = 20.0
# Slack takes blocks of 3 000 characters, Teams 28 KB in all.
LONGEST = 1000
CARD = "http://adaptivecards.io/schemas/adaptive-card.json"


@dataclass(frozen=True)
class Webhook:
    """Posts once per night, and once more when the other side is not well; the address is a secret and enters no message."""

    settings: WebhookSink
    name: str = "webhook"

    def send(self, bulletin: Bulletin) -> Sequence[str]:
        """Post everything at once.

        Raises:
            NotifyError: It was not taken, or a variable is not set.
        """
        (url,) = filled(self.settings.url)
        # httpx writes whole addresses into its log.
        logging.getLogger("httpx").setLevel(logging.WARNING)
        refusal, again = _post(url, body := self._body(bulletin))
        if again:
            refusal, _ = _post(url, body)
        if refusal:
            where = f"webhook ({self.settings.shape})"
            raise NotifyError(f"the alerts were not taken: {refusal}", where=where, advice="check `alerts.webhook`")
        return ()

    def _body(self, bulletin: Bulletin) -> dict[str, Any]:
        language, shape = self.settings.language, self.settings.shape
        title, lines = bulletin.title(language), [line[:LONGEST] for line in bulletin.lines(language)]
        if shape == "slack":
            return _slack(title, lines)
        return _teams(title, lines) if shape == "teams" else {"title": title, "text": "\n".join(lines), "alerts": bulletin.records()}


def _post(url: str, body: dict[str, Any]) -> tuple[str, bool]:
    """Why it was not taken (empty when it was), and whether another try may do better."""
    try:
        answer = httpx.post(url, json=body, timeout=SECONDS)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol):
        return "not an address that can be posted to", False
    except httpx.RequestError as error:
        return f"no answer ({type(error).__name__})", True
    if answer.is_success:
        return "", False
    return f"the answer was {answer.status_code}", answer.is_server_error or answer.status_code == httpx.codes.TOO_MANY_REQUESTS


def _slack(title: str, lines: list[str]) -> dict[str, Any]:
    """`text` for notifications and for those who only speak Slack's older form; blocks of plain text, in which nothing is markup."""
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": line, "emoji": False}} for line in [title, *lines]]
    return {"text": "\n".join(map(_escaped, [title, *lines])), "blocks": blocks}


def _escaped(text: str) -> str:
    """What Slack takes for markup, such as `<!channel>`, made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _teams(title: str, lines: list[str]) -> dict[str, Any]:
    """An Adaptive Card, as Teams' workflows and incoming webhooks take it; its text runs know no markup."""
    first = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": title, "weight": "bolder", "size": "medium"}]}
    rest = [{"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line}]} for line in lines]
    card = {"$schema": CARD, "type": "AdaptiveCard", "version": "1.4", "body": [first, *rest]}
    attached = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attached]}
