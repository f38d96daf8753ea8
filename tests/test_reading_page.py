"""docs/reading-the-heatmap.md: both languages say the same, French is typeset, and the worked examples are worked out right."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from voc.formats import french_typography
from voc.friction.score import friction, intensity

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "reading-the-heatmap.md").read_text(encoding="utf-8")
FRENCH, ENGLISH = TEXT.split("\n---\n")


def figures(text: str) -> list[str]:
    """Every number of a text, as English writes it, without those that only count sections and lists."""
    body = re.sub(r"^#+ .*$|^\d+\. ", "", text, flags=re.MULTILINE)
    return sorted(re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", body)))


def examples(text: str) -> list[str]:
    return [" ".join(line.removeprefix("> ") for line in block.splitlines()) for block in re.findall(r"(?:^> .*\n)+", text, re.MULTILINE)]


def test_both_languages_have_the_same_sections_tables_and_examples() -> None:
    for pattern in (r"^## (\d+)\.", r"^(\d+)\. ", r"^(\|---)"):
        assert re.findall(pattern, FRENCH, re.MULTILINE) == re.findall(pattern, ENGLISH, re.MULTILINE)
    assert len(examples(FRENCH)) == len(examples(ENGLISH)) >= 7
    for french, english in zip(examples(FRENCH), examples(ENGLISH), strict=True):
        assert figures(french) == figures(english)


def test_french_is_typeset() -> None:
    plain = re.sub(r"`[^`]*`|\(.*?\.md.*?\)|<!--.*?-->", "", FRENCH)
    assert french_typography(plain) == plain


def test_the_moment_of_the_first_example_has_its_friction() -> None:
    severity = 0.90 * float(intensity(-0.85))
    told = f"{severity:.2f}", f"{float(friction(0.90, -0.85, 0.60, 0.5)):.2f}"
    assert told == ("0.83", "0.88")
    assert f"{float(friction(0.90, -0.85, 0.0, 0.5)):.2f}" == "0.83"
    assert all(t in examples(ENGLISH)[0] for t in told)


def test_shares_impact_and_nps_are_worked_out_right() -> None:
    assert [round(141 * 0.62), round(61 * 0.66)] == [87, 40]
    assert [round(100 * v / 511) for v in (87, 40)] == [17, 8]
    assert "87 of the 511" in examples(ENGLISH)[1]
    without = (812 * 12 + 118 * 48) / 694
    assert (f"{without:.1f}", f"{12 - without:.1f}") == ("22.2", "-10.2")
    assert "**−10.2**" in ENGLISH
    assert 100 * 90 / 200 - 100 * 50 / 200 == 20
    before, now = (20, 30, 50), (80, 30, 50)
    assert [round(100 * part / sum(side)) for side in (before, now) for part in side] == [20, 30, 50, 50, 19, 31]
    assert sorted(b / a for a, b in zip(before, now, strict=True))[1] == 1


@pytest.mark.parametrize("page", ["reading-the-heatmap.md", "queries.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
        assert (ROOT / "docs" / target).exists(), target


def test_sections_come_in_order() -> None:
    for text in (FRENCH, ENGLISH):
        numbers = [int(n) for n in re.findall(r"^## (\d+)\.", text, re.MULTILINE)]
        assert all(b == a + 1 for a, b in pairwise(numbers))
