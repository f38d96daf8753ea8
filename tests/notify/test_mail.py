"""E-mails, sent to a real SMTP server."""

import socket

import pytest
from tests.notify.conftest import bulletin
from tests.notify.servers import Smtp, running

from voc.config import EmailSink
from voc.errors import NotifyError
from voc.notify.mail import Mail

N, T = "\u202f", "\u00a0"


def sink(server, **settings):
    given = {"host": "127.0.0.1", "port": server.server_address[1], "security": server.security, "sender": "voc@brindille.example"}
    return Mail(EmailSink(**{**given, "to": ("ana@brindille.example", "bo@brindille.example"), "language": "fr", **settings}))


@pytest.mark.parametrize("security", ["none", "starttls", "tls"])
def test_one_message_of_a_night_goes_to_all(security, certificate, trusted, monkeypatch):
    monkeypatch.setenv("VOC_SMTP_PASSWORD", "s3cret")
    with running(Smtp(security, certificate)) as server:
        assert not sink(server, user="voc", password="${VOC_SMTP_PASSWORD}").send(bulletin("opened", "opened", "closed"))
    assert server.logins == [("voc", "s3cret")]
    assert server.encrypted == (security != "none")
    [(to, message)] = server.received
    assert to == ["ana@brindille.example", "bo@brindille.example"]
    assert message["Subject"] == f"Maison Brindille{N}: 2{T}nouvelles{T}alertes, 1{T}alerte{T}close (données au 12{T}nov.{T}2026)"
    assert message["Message-ID"].endswith("@brindille.example>")
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_content()
    assert f"Aggravation (depuis le 10{T}nov.{T}2026){N}: Achat × Paiement pèse plus{N}: 21{N}% <b>&amp;</b>" in body
    assert f"Aggravation, alerte close (10{T}nov. – 12{T}nov.{T}2026){N}: Achat" in body
    assert "s3cret" not in message.as_string()


def test_in_english(certificate):
    with running(Smtp("none", certificate)) as server:
        sink(server, language="en").send(bulletin("opened"))
    assert server.logins == []
    assert server.received[0][1]["Subject"] == f"Maison Brindille: 1{T}new{T}alert (data up to 12{T}Nov{T}2026)"
    assert f"Worse (since 10{T}Nov{T}2026): Purchase × Payment weighs more" in server.received[0][1].get_content()


def test_a_company_cannot_write_headers_of_its_own(certificate):
    with running(Smtp("none", certificate)) as server:
        sink(server).send(bulletin("opened", company="Ma\r\nBcc: spy@example.org"))
    assert server.received[0][1]["Bcc"] is None
    assert server.received[0][1]["Subject"].startswith("Ma Bcc: spy")


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_server_that_is_not_trusted_gets_nothing(security, certificate, monkeypatch):
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with running(Smtp(security, certificate)) as server, pytest.raises(NotifyError, match="certificate"):
        sink(server, user="voc", password="s3cret").send(bulletin("opened"))
    assert server.logins == server.received == []


def test_a_server_without_starttls_gets_nothing(certificate, trusted):
    with running(Smtp("none", certificate)) as server, pytest.raises(NotifyError, match="STARTTLS"):
        sink(server, security="starttls", user="voc", password="s3cret").send(bulletin("opened"))
    assert server.logins == server.received == []


def test_a_wrong_password_is_said_and_not_shown(certificate):
    with running(Smtp("none", certificate)) as server, pytest.raises(NotifyError, match="login was refused") as caught:
        sink(server, user="voc", password="guess-me").send(bulletin("opened"))
    assert "guess-me" not in str(caught.value)
    assert server.received == []


def test_a_missing_variable_is_named_before_anything_is_opened(certificate, monkeypatch):
    for name in ("VOC_SMTP_USER", "VOC_SMTP_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    with running(Smtp("none", certificate)) as server:
        mail = sink(server, user="${VOC_SMTP_USER}", password="${VOC_SMTP_PASSWORD}")
        with pytest.raises(NotifyError, match="not set in the environment: VOC_SMTP_USER, VOC_SMTP_PASSWORD"):
            mail.send(bulletin("opened"))
    assert server.received == []


def test_one_refused_address_of_several_is_said(certificate):
    with running(Smtp("none", certificate)) as server:
        mail = sink(server, to=("ana@brindille.example", "refused@brindille.example"))
        assert ["refused@brindille.example" in c for c in mail.send(bulletin("opened"))] == [True]
        assert server.received[0][0] == ["ana@brindille.example"]
        with pytest.raises(NotifyError, match="refused@brindille"):
            sink(server, to=("refused@brindille.example",)).send(bulletin("opened"))


def test_nobody_there(certificate):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        mail = Mail(EmailSink(host="127.0.0.1", port=taken.getsockname()[1], sender="a@b.example", to=("c@d.example",)))
        with pytest.raises(NotifyError, match="was not sent"):
            mail.send(bulletin("opened"))
