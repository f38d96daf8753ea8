"""A day's published tables, planted."""

import importlib.util
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from voc.publish import publish
from voc.publish.reading import open_snapshot

sys.path.insert(0, str(Path(__file__).parent))

import planted_snapshot  # noqa: E402

# Test folders are no packages: the server of the store's tests is taken from their file.
_spec = importlib.util.spec_from_file_location("store_fixtures", Path(__file__).parents[1] / "store" / "conftest.py")
_store_fixtures = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_store_fixtures)
postgres_server, postgres_database, postgres_url = (
    getattr(_store_fixtures, n) for n in ("postgres_server", "postgres_database", "postgres_url")
)

DAY = date(2026, 3, 1)


def heatmap(friction=0.4):
    day = pd.Timestamp(DAY)
    cells = [("purchase", "payment", friction), ("delivery", "delivery", 0.1), ("support", "phone", None)]
    common = {"period": "day", "period_start": day, "period_end": day, "segment": "all", "segment_value": "all", "trend": "unknown"}
    counts = {"n_feedback": 3, "n_mentions": 4, "n_authors": 3}
    rows = [{"stage": s, "touchpoint": t, "friction": f, "suppressed": f is None, "silent": False, **common, **counts} for s, t, f in cells]
    return pd.DataFrame(rows)


def topics(name="Paiement refusé"):
    row = {
        "topic_id": "t_1",
        "name_fr": name,
        "name_en": "Payment refused",
        "named_by": "auto",
        "kind": "subject",
        "pinned": False,
        "keywords_fr": "[]",
        "keywords_en": "[]",
    }
    return pd.DataFrame([{**row, "status": "active", "valid_from": pd.Timestamp(DAY), "n_mentions": 4}])


@pytest.fixture
def tables():
    return {"heatmap": heatmap(), "topic": topics()}


@pytest.fixture(scope="session")
def home(tmp_path_factory):
    """A home with two nights published, all tables filled; nobody writes to it."""
    folder = tmp_path_factory.mktemp("home") / "var"
    publish(folder, planted_snapshot.tables(-0.1), date(2026, 9, 12), {}, 5)
    publish(folder, planted_snapshot.tables(), planted_snapshot.DAY, {}, 5)
    return folder


@pytest.fixture(scope="session")
def snapshot(home):
    return open_snapshot(home)
