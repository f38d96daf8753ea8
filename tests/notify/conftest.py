"""Alerts to tell of, and a certificate for 127.0.0.1 that the tests trust."""

import ipaddress
import json
from datetime import UTC, date, datetime, timedelta

import pandas as pd
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from voc.notify import Bulletin, News
from voc.tables import Alert

DAY = date(2026, 11, 12)


def alert(alert_id="a_1", **columns):
    given = {
        "snapshot_id": "", "alert_id": alert_id, "kind": "worse", "subject": "purchase/payment", "segment": "all", "segment_value": "all",
        "since": "2026-11-10", "last_seen": "2026-11-12", "until": None, "n_days": 3, "q": 0.004,
        "message_fr": "Achat × Paiement pèse plus\u202f: 21\u202f% <b>&amp;</b> *gras* [lien](http://x).",
        "message_en": "Purchase × Payment weighs more: 21% <!channel> *bold* _it_.",
        "evidence": json.dumps({"friction": 0.62, "mentions": ["m_1", "m_2"]}),
    }  # fmt: skip
    return {**given, **columns}


def alerts(*rows):
    return Alert.check(pd.DataFrame(list(rows), columns=list(Alert.columns)))


def bulletin(*events, company="Maison Brindille"):
    rows = alerts(*(alert(f"a_{i}", until=None if e == "opened" else "2026-11-12") for i, e in enumerate(events)))
    return Bulletin(company, DAY, tuple(News(e, row) for e, row in zip(events, rows.to_dict("records"), strict=True)))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    """Files of a certificate for 127.0.0.1 and of its key."""
    folder = tmp_path_factory.mktemp("certificate")
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def trusted(certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))


@pytest.fixture(autouse=True)
def direct(monkeypatch):
    """No proxy stands between these tests and their servers."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
