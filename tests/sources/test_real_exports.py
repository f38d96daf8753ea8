"""All eleven real exports, read by the configurations that ship."""

import os
from datetime import date
from pathlib import Path

import pytest

from voc.config import load_config
from voc.sources import gather

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not os.environ.get("VOC_DATA"), reason="VOC_DATA does not name the folder of the exports"),
]
CONFIGS = Path(__file__).parents[2] / "configs"

# source: rows in, stored, duplicates, quarantined, rows with a date
EXPECTED = {
    "app_reviews": (8000, 8000, 0, 0, 0),
    "bank_chat_openers": (10003, 10003, 0, 0, 0),
    "bank_reviews": (751, 746, 5, 0, 746),
    "citizen_experiences": (5950, 5950, 0, 0, 5948),
    "ecommerce_reviews": (97, 97, 0, 0, 97),
    "finance_reviews": (2521, 2521, 0, 0, 2521),
    "health_survey": (5084, 3891, 0, 1193, 3653),
    "insurance_reviews": (500, 500, 0, 0, 500),
    "support_tickets": (991, 991, 0, 0, 991),
    "telecom_nps": (1872, 1872, 0, 0, 1872),
    "web_requests": (1409, 1409, 0, 0, 0),
}


@pytest.fixture(scope="module")
def delivered():
    config = load_config(CONFIGS / "examples" / "voc.yml", CONFIGS / "journey.yml")
    return {source.name: gather(source, {}, date(2026, 3, 10)) for source in config.sources}


def test_all_eleven_are_configured(delivered):
    assert set(delivered) == set(EXPECTED)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_row_is_accounted_for(delivered, name):
    out = delivered[name]
    assert out.rows_in == len(out.raw) + out.duplicates + len(out.quarantined)
    assert (out.rows_in, len(out.raw), out.duplicates, len(out.quarantined), int(out.raw["received_at"].notna().sum())) == EXPECTED[name]
    assert not [i for i in out.issues if i.severity == "error"]


def test_scales_dates_and_accents(delivered):
    health = delivered["health_survey"].raw
    assert health["rating"].mean() > 4  # 1 is very good there
    telecom = delivered["telecom_nps"].raw
    assert telecom["received_at"].min().date() == date(2017, 12, 11)
    assert telecom["received_at"].max().date() == date(2018, 4, 30)
    assert delivered["insurance_reviews"].raw["text"].str.contains("é").any()
    assert set(delivered["support_tickets"].raw["channel"]) == {"web", "twitter"}
