import json

import numpy as np
import pandas as pd
import pytest
from tests.topics.planted import PlainLemmatizer

from voc import tables
from voc.config import TopicSettings
from voc.topics.distinct import unit
from voc.topics.identity import Registry, centroid_rows
from voc.topics.naming import Wording
from voc.topics.themes import LEAST_TOPICS, themed

DAY = pd.Timestamp("2026-09-01")
GROUPS = 3


def registry(per_group: int = 3, seed: int = 1, common: float = 0.0) -> Registry:
    """Topics around three places, which have something in common."""
    random = np.random.default_rng(seed)
    ids = [f"t_{g}{k}" for g in range(GROUPS) for k in range(per_group)]
    centres = unit(np.eye(8)[np.repeat(range(GROUPS), per_group)] + common * np.eye(8)[7] + random.normal(size=(len(ids), 8)) * 0.15)
    rows = pd.DataFrame({"topic_id": ids, "name_fr": ids, "name_en": ids})
    rows = rows.assign(
        kind="subject", named_by="auto", pinned=False, keywords_fr="[]", keywords_en="[]", status="active", valid_from=DAY, n_mentions=10
    )
    return Registry(
        "e1", tables.Topic.conform(rows), centroid_rows("e1", ids, centres, [0.3] * len(ids), [[]] * len(ids)), tables.TopicEvent.empty()
    )


def draw(known: Registry, day: pd.Timestamp = DAY, without: tuple[str, ...] = ()) -> Registry:
    ids = known.topics.loc[known.topics["kind"] == "subject", "topic_id"].tolist()
    words = ["colis", "retour", "caisse"]
    rows = pd.DataFrame({"topic": [t for t in ids if t not in without for _ in range(6)]})
    rows["text"] = [f"{words[int(t[2])]} numero {i}" for i, t in enumerate(rows["topic"])]
    rows = rows.assign(language="fr", mention_id=[f"m{i}" for i in rows.index], text_hash=[f"h{i:03d}" for i in rows.index])
    centre = dict(zip(known.mine()["topic_id"], map(json.loads, known.mine()["centroid"]), strict=True))
    points = unit(np.array([centre[t] for t in rows["topic"]]))
    return themed(rows, points, rows["topic"], known, TopicSettings(), Wording(PlainLemmatizer()), day)


def themes(known: Registry) -> pd.Series:
    return known.topics[known.topics["kind"] == "subject"].set_index("topic_id")["parent_id"]


@pytest.fixture(scope="module")
def drawn() -> Registry:
    return draw(registry())


def test_near_topics_share_a_theme(drawn):
    found = themes(drawn)
    assert found.nunique() == GROUPS
    assert found.groupby(found.index.str[2]).nunique().eq(1).all()
    theme = drawn.topics[drawn.topics["kind"] == "theme"]
    assert set(theme["topic_id"]) == set(found)
    assert theme["name_fr"].is_unique
    tables.Topic.check(drawn.topics)


def test_another_night_changes_nothing(drawn):
    pd.testing.assert_frame_equal(draw(drawn, DAY + pd.Timedelta(days=1)).topics, drawn.topics)


def test_a_new_topic_joins_the_theme_that_it_is_near(drawn):
    centre = unit(np.eye(8)[[1]])
    row = drawn.topics[drawn.topics["topic_id"] == "t_10"].assign(topic_id="t_1x", name_fr="x", name_en="x", parent_id=None)
    known = Registry(
        "e1", tables.Topic.conform(pd.concat([drawn.topics, row], ignore_index=True)),
        pd.concat([drawn.centroids, centroid_rows("e1", ["t_1x"], centre, [0.3], [[]])], ignore_index=True), drawn.events,
    )  # fmt: skip
    assert themes(draw(known))["t_1x"] == themes(drawn)["t_10"]


def test_themes_that_are_drawn_again_keep_their_ids(drawn):
    loose = drawn.topics["topic_id"].str.fullmatch("t_[01].")
    topics = drawn.topics.assign(parent_id=drawn.topics["parent_id"].mask(loose & drawn.topics["topic_id"].str.endswith(("0", "1", "2"))))
    again = draw(Registry("e1", tables.Topic.conform(topics), drawn.centroids, drawn.events), DAY + pd.Timedelta(days=7))
    pd.testing.assert_series_equal(themes(again), themes(drawn))


def test_a_handful_of_topics_needs_no_theme():
    few = registry(per_group=(LEAST_TOPICS - 1) // GROUPS)
    assert draw(few).topics["kind"].eq("subject").all()


def test_what_belongs_together_shares_a_theme_and_its_general_name():
    subjects = (
        ("Retards de livraison", "Colis abîmé", "Livraison"),
        ("Temps d'attente", "Horaires d'ouverture", "Stationnement"),
        ("Site internet", "Application mobile", "Mots de passe"),
    )
    known = registry(per_group=GROUPS, common=1.5)
    # Each name lies where names of other subjects lie: what it says decides.
    called = {f"t_{at}{k}": name for k, names in enumerate(subjects) for at, name in enumerate(names)}
    topics = known.topics.assign(name_fr=known.topics["topic_id"].map(called), name_en=known.topics["topic_id"].map(called))
    found = draw(Registry("e1", tables.Topic.conform(topics), known.centroids, known.events)).topics
    theme = found[found["kind"] == "subject"].set_index("name_fr")["parent_id"].map(found.set_index("topic_id")["name_fr"])
    general = ("Livraison et colis", "Accueil, attente et rendez-vous", "Site, application et compte")
    for names, name in zip(subjects, general, strict=True):
        assert set(theme[list(names)]) == {name}


def test_a_topic_whose_name_says_nothing_goes_with_its_neighbour():
    known = registry(per_group=GROUPS)
    called = {"t_00": "Retards de livraison", "t_10": "Temps d'attente", "t_20": "Site internet"}
    topics = known.topics.assign(name_fr=known.topics["topic_id"].map(called).fillna(known.topics["name_fr"]))
    found = draw(Registry("e1", tables.Topic.conform(topics), known.centroids, known.events))
    assert themes(found).groupby(themes(found).index.str[2]).nunique().eq(1).all()
    assert "Livraison et colis" in set(found.topics["name_fr"])


def test_a_theme_may_be_called_as_one_that_has_ended():
    known = registry(per_group=GROUPS)
    called = {"t_00": "Retards de livraison", "t_10": "Temps d'attente", "t_20": "Site internet"}
    topics = known.topics.assign(name_fr=known.topics["topic_id"].map(called).fillna(known.topics["name_fr"]))
    first = draw(Registry("e1", tables.Topic.conform(topics), known.centroids, known.events)).topics
    is_theme = first["kind"] == "theme"
    # As after a change of the encoder: the old themes lie nowhere, and nothing is under them.
    ended = first.assign(status=first["status"].mask(is_theme, "retired"), parent_id=None)
    again = draw(Registry("e1", tables.Topic.conform(ended), known.centroids, known.events)).topics
    living = again[(again["kind"] == "theme") & (again["status"] == "active")]
    assert set(living["name_fr"]) == set(first.loc[is_theme, "name_fr"])


def test_a_topic_without_rows_is_under_no_theme_that_is_not_there():
    known = registry(per_group=GROUPS)
    found = draw(known)
    bare = draw(Registry("e1", known.topics, known.centroids, known.events), without=("t_00", "t_01", "t_02"))
    assert set(themes(bare).dropna()) <= set(bare.topics["topic_id"])
    assert themes(bare).notna().sum() >= themes(found).notna().sum() - GROUPS
