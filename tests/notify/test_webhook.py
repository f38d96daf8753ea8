"""Webhooks, posted to a real HTTP server."""

import json
import logging
import socket

import pytest
from tests.notify.conftest import DAY, bulletin
from tests.notify.servers import Http, running

from voc.config import WebhookSink
from voc.errors import NotifyError
from voc.notify import trial
from voc.notify.bulletin import SHOWN
from voc.notify.webhook import Webhook

N, T = "\u202f", "\u00a0"


def posted(shape, language, news):
    with running(Http()) as server:
        assert not Webhook(WebhookSink(url=server.url, shape=shape, language=language)).send(news)
    [(path, headers, body)] = server.received
    assert path == "/services/T0/SECRET"
    assert headers["Content-Type"] == "application/json"
    return body


def test_slack_reads_no_markup_in_what_others_wrote():
    body = posted("slack", "en", bulletin("opened"))
    assert body["text"].startswith(f"Maison Brindille: 1{T}new{T}alert")
    assert "&lt;!channel&gt;" in body["text"]
    assert "<!channel>" not in body["text"]
    assert {b["text"]["type"] for b in body["blocks"]} == {"plain_text"}
    assert "<!channel> *bold*" in body["blocks"][1]["text"]["text"]


def test_teams_reads_a_card_of_plain_text():
    body = posted("teams", "fr", bulletin("opened", "closed"))
    assert body["type"] == "message"
    card = body["attachments"][0]["content"]
    assert (body["attachments"][0]["contentType"], card["type"]) == ("application/vnd.microsoft.card.adaptive", "AdaptiveCard")
    runs = [run for block in card["body"] for run in block["inlines"]]
    assert {r["type"] for r in runs} == {"TextRun"}
    assert runs[0]["text"].startswith(f"Maison Brindille{N}: 1{T}nouvelle{T}alerte, 1{T}alerte{T}close")
    assert "[lien](http://x)" in runs[1]["text"]


def test_plain_holds_everything_a_program_needs():
    body = posted("plain", "en", bulletin("opened", "closed"))
    first, second = body["alerts"]
    assert (first["event"], first["alert_id"], first["until"], first["day"]) == ("opened", "a_0", None, "2026-11-12")
    assert (second["event"], second["until"]) == ("closed", "2026-11-12")
    assert first["evidence"] == {"friction": 0.62, "mentions": ["m_1", "m_2"]}
    assert first["q"] == 0.004
    assert "snapshot_id" not in first


@pytest.mark.parametrize("shape", ["slack", "teams", "plain"])
def test_a_flood_is_told_in_one_message_of_limited_size(shape):
    body = posted(shape, "fr", bulletin(*["opened"] * 90))
    if shape == "slack":
        assert len(body["blocks"]) <= 50
    assert f"et {90 - SHOWN} de plus" in json.dumps(body, ensure_ascii=False)
    assert shape == "plain" or len(json.dumps(body)) < 28_000


def test_a_test_says_that_it_is_one():
    body = posted("slack", "fr", trial("Maison Brindille", DAY))
    assert body["text"].startswith(f"ESSAI de voc, Maison Brindille{N}: ceci n’est pas une alerte")
    assert posted("plain", "en", trial("", DAY))["alerts"][0]["event"] == "test"


@pytest.mark.parametrize("first", [500, 503, 429, 0])
def test_the_other_side_gets_a_second_chance(first):
    with running(Http(first)) as server:
        Webhook(WebhookSink(url=server.url)).send(bulletin("opened"))
    assert len(server.received) == 2


@pytest.mark.parametrize(("answers", "posts"), [([500, 503], 2), ([404], 1), ([302], 1), ([403], 1)])
def test_what_is_not_taken_is_an_error_that_keeps_the_address(answers, posts, caplog):
    caplog.set_level(logging.DEBUG)
    with running(Http(*answers)) as server, pytest.raises(NotifyError, match=str(answers[-1])) as caught:
        Webhook(WebhookSink(url=server.url)).send(bulletin("opened"))
    assert len(server.received) == posts
    assert "SECRET" not in str(caught.value)
    assert "SECRET" not in "".join(r.getMessage() for r in caplog.records if r.name == "httpx")


def test_the_address_is_taken_from_the_environment(monkeypatch):
    with running(Http()) as server:
        hook = Webhook(WebhookSink(url="${VOC_WEBHOOK}"))
        monkeypatch.delenv("VOC_WEBHOOK", raising=False)
        with pytest.raises(NotifyError, match="not set in the environment: VOC_WEBHOOK"):
            hook.send(bulletin("opened"))
        monkeypatch.setenv("VOC_WEBHOOK", server.url)
        hook.send(bulletin("opened"))
    assert len(server.received) == 1


@pytest.mark.parametrize("url", ["", "hooks.example.org/x", "ftp://example.org", "http://exa mple", "http://[", "\n"])
def test_no_address_at_all(url):
    with pytest.raises(NotifyError, match="not an address|no answer"):
        Webhook(WebhookSink(url=url)).send(bulletin("opened"))


def test_nobody_there():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(NotifyError, match="no answer"):
            Webhook(WebhookSink(url=f"http://127.0.0.1:{taken.getsockname()[1]}/")).send(bulletin("opened"))
