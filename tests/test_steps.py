"""The front door of the core, with the models that ship and no other part of the shell."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.config import Config, TextSettings
from voc.journey import Taxonomy
from voc.journey.words import stems
from voc.models import Heads
from voc.models.encoder import OnnxEncoder
from voc.steps import Prepared, cut_mentions, encode, model_version, prepare, repetitions, short_id, summarise, understand
from voc.tables import Feedback, Mention, Raw
from voc.text.passages import passages

DAY = pd.Timestamp("2026-03-20", tz="UTC")
SENT = pd.Timestamp("2026-03-12 09:30", tz="UTC")
NO_REJECTS = pd.DataFrame(columns=["source", "record", "record_id", "reason", "excerpt"], dtype="str")
SIX = [
    "Le paiement a été refusé deux fois, j'ai abandonné ma commande.",
    "Delivery was fast and the driver was lovely.",
    "La livraison a trois semaines de retard. Personne ne répond au téléphone.",
    "The app crashes every time I open it.",
    "Je suis très content du produit, mais le remboursement de l'autre a pris un mois.",
    "RAS",
]


def raw(*texts: str | None, **columns: object) -> pd.DataFrame:
    n = len(texts)
    plain = {
        "record_id": [str(i) for i in range(n)],
        "record": [f"a.csv row {i + 2}" for i in range(n)],
        "source": "shop",
        "kind": "review",
        "received_at": SENT,
        "attributes": "{}",
    }
    return Raw.conform(pd.DataFrame({**plain, "text": pd.Series(texts, dtype="str"), **columns}))


def ready(rows: pd.DataFrame, rejected: pd.DataFrame = NO_REJECTS, text: TextSettings = TextSettings(), secret: bytes = b"key") -> Prepared:  # noqa: B008
    return prepare(rows, rejected, text, ("Brindille",), None, secret, DAY, "run")


def test_every_row_is_kept_or_accounted_for() -> None:
    rejected = pd.DataFrame(
        [{"source": "shop", "record": "a.csv row 9", "record_id": "9", "reason": "no date", "excerpt": "Écrivez à lea@exemple.fr"}]
    )
    found = ready(raw("Bien", None, "   ", "Trop cher"), rejected)
    assert len(found.feedback) == 2
    assert found.quarantined["reason"].tolist() == ["no date", "no text", "no text"]
    assert found.quarantined["excerpt"].iloc[0] == "Écrivez à [email]"
    Feedback.check(found.feedback)
    Mention.check(found.mentions)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.one_of(st.none(), st.text(max_size=30), st.sampled_from(SIX)), max_size=5))
def test_any_text_is_kept_or_accounted_for(texts: list[str | None]) -> None:
    found = ready(raw(*texts))
    assert len(found.feedback) + len(found.quarantined) == len(texts)
    Feedback.check(found.feedback)
    assert set(found.mentions["feedback_id"]) == set(found.feedback["feedback_id"])


def test_personal_data_is_gone_everywhere() -> None:
    rows = raw(
        "Rappelez-moi au 06 39 98 12 34 ou lea.morel@exemple.fr",
        title="De lea.morel@exemple.fr",
        author="Léa Morel",
    )
    found = ready(rows)
    stored = found.feedback.to_json() + found.mentions.to_json() + found.quarantined.to_json() + repr(found.issues)
    for private in ("39 98", "morel", "Morel"):
        assert private not in stored
    assert found.feedback["text"].item() == "Rappelez-moi au [phone] ou [email]"
    assert found.feedback["title"].item() == "De [email]"


def test_an_author_is_the_same_person_under_one_key_only() -> None:
    rows = raw("a b c", "d e f", "g h i", "j k l", author=["Léa Morel", " léa MOREL ", "Ali", " "])
    here, there = ready(rows).feedback["author_key"], ready(rows, secret=b"other").feedback["author_key"]
    assert here[0] == here[1] != here[2]
    assert pd.isna(here[3])
    assert not set(here.dropna()) & set(there.dropna())


def test_a_row_without_a_date_has_the_data_day_and_says_so() -> None:
    found = ready(raw("Bien", "Mal", received_at=pd.Series([SENT, pd.NaT], dtype="datetime64[us, UTC]"))).feedback
    assert found["time_known"].tolist() == [True, False]
    assert found["received_at"].tolist() == [SENT, DAY]


def test_ids_depend_on_the_record_and_not_on_its_company() -> None:
    rows = raw(*SIX)
    whole = ready(rows)
    again = ready(rows.iloc[::-1].reset_index(drop=True))
    for before, after, key in ((whole.feedback, again.feedback, "feedback_id"), (whole.mentions, again.mentions, "mention_id")):
        pd.testing.assert_frame_equal(before.sort_values(key, ignore_index=True), after.sort_values(key, ignore_index=True))
    other = ready(raw(*SIX, source="crm"))
    assert not set(whole.feedback["feedback_id"]) & set(other.feedback["feedback_id"])


def test_the_content_hash_follows_what_the_source_said() -> None:
    def hashed(**change: object) -> str:
        return str(ready(raw("Trop cher", **change)).feedback["content_hash"].item())

    assert hashed(record="b.csv row 70") == hashed()
    assert len({hashed(), hashed(rating=2.0), hashed(title="Prix"), hashed(attributes='{"region": "Nord"}')}) == 4


def test_a_title_speaks_when_the_text_does_not() -> None:
    assert ready(raw(None, title="Livraison en retard")).feedback["text"].item() == "Livraison en retard"


def test_only_tickets_lose_what_they_quote() -> None:
    text = "Toujours rien reçu.\n> Bonjour, votre colis est parti hier."
    found = ready(raw(text, text, kind=["ticket", "review"])).feedback["text"]
    assert "colis" not in found[0]
    assert "colis" in found[1]


def test_a_long_text_is_cut_and_that_is_said() -> None:
    found = ready(raw("Trop cher. " * 60), text=TextSettings(max_characters=200))
    assert len(found.feedback["text"].item()) <= 200
    assert [(i.severity, i.record) for i in found.issues] == [("warning", "a.csv row 2")]


def test_no_row_no_work() -> None:
    found = ready(raw())
    assert found.feedback.empty
    assert found.mentions.empty
    assert found.quarantined.empty


def test_mentions_are_ordered_slices_of_the_stored_text() -> None:
    feedback = ready(raw(*SIX)).feedback
    mentions = cut_mentions(feedback, 40).merge(feedback[["feedback_id", "text"]], on="feedback_id")
    for _, own in mentions.groupby("feedback_id"):
        assert own["position"].tolist() == list(range(len(own)))
        assert (own["start"].to_numpy()[1:] >= own["end"].to_numpy()[:-1]).all()
        said = [t[s:e] for t, s, e in zip(own["text"], own["start"], own["end"], strict=True)]
        assert all(s and s == s.strip() for s in said)
    assert mentions["mention_id"].is_unique
    assert cut_mentions(feedback, 1).groupby("feedback_id").size().eq(1).all()


@settings(max_examples=50)
@given(st.lists(st.text(max_size=8), min_size=1, max_size=4))
def test_short_ids_are_short_and_parts_do_not_run_together(parts: list[str]) -> None:
    made = short_id("f", *parts)
    assert made.startswith("f_")
    assert int(made[2:], 16) >= 0
    assert len(made) == 18
    assert made == short_id("f", *parts) != short_id("f", *parts, "")


def test_parts_of_an_id_have_borders() -> None:
    assert short_id("f", "ab", "c") != short_id("f", "a", "bc")
    assert short_id("f", 1) == short_id("f", "1")
    assert short_id("f", "a") != short_id("m", "a")


def test_repetitions_are_what_must_change_and_then_nothing() -> None:
    twice = "La livraison a trois semaines de retard et personne ne répond au téléphone."
    feedback = ready(raw(twice, "Merci", twice, "Merci")).feedback
    changed = repetitions(feedback, TextSettings())
    assert len(changed) == 1
    marked = feedback.set_index("feedback_id")
    marked.loc[changed["feedback_id"], "duplicate_of"] = changed["duplicate_of"].to_numpy()
    assert set(changed["duplicate_of"]) < set(feedback.loc[feedback["text"] == twice, "feedback_id"])
    assert repetitions(marked.reset_index(), TextSettings()).empty
    # The first one was erased: what repeated it stands alone again.
    left = marked.reset_index().loc[lambda f: ~f["feedback_id"].isin(changed["duplicate_of"])]
    assert repetitions(left, TextSettings())["duplicate_of"].isna().all()


@pytest.fixture(scope="module")
def six() -> Prepared:
    return ready(raw(*SIX))


@pytest.fixture(scope="module")
def understood(six: Prepared, shipped_encoder: OnnxEncoder, shipped_heads: Heads, config: Config) -> pd.DataFrame:
    return understand(six.mentions, six.feedback, shipped_encoder, shipped_heads, Taxonomy.of(config.journey), config)


def test_understanding_fills_in_everything_but_the_topic(six: Prepared, understood: pd.DataFrame) -> None:
    Mention.check(understood)
    assert understood["mention_id"].tolist() == six.mentions["mention_id"].tolist()
    filled = understood.drop(columns=["effort", "evidence", "topic_id", "topic_found", "topic_strength"])
    assert filled.notna().all(axis=None)
    assert understood[["topic_id", "topic_found", "topic_strength"]].isna().all(axis=None)


def test_what_is_read_is_what_was_said(six: Prepared, understood: pd.DataFrame) -> None:
    whole = summarise(understood, six.feedback).set_index("feedback_id").loc[six.feedback["feedback_id"]].reset_index()
    assert whole.loc[0, "primary_touchpoint"] == "payment"
    assert whole.loc[1, ["primary_stage", "sentiment_label"]].tolist() == ["delivery", "positive"]
    assert {t for _, t, _ in json.loads(whole.loc[2, "placements"])} == {"delivery", "phone"}
    assert whole.loc[3, ["primary_touchpoint", "sentiment_label"]].tolist() == ["mobile_app", "negative"]
    assert whole.loc[[0, 2, 3], "friction"].min() > whole.loc[[1, 5], "friction"].max()


def test_evidence_holds_cues_known_words_and_a_written_example(understood: pd.DataFrame, config: Config, shipped_heads: Heads) -> None:
    """Of the customer's own words only those that voc knows from its training: never a name, never the sentence."""
    taxonomy = Taxonomy.of(config.journey)
    cues = {c for axis in (taxonomy.stages, taxonomy.touchpoints) for own in axis.cues.values() for c in own}
    known = {w.split("_")[-1] for w in shipped_heads.words.places if " " not in w}
    for line in understood["evidence"].dropna():
        reasons, _, example = line.partition("≈ ")
        said = [r for r in reasons.strip().removeprefix("« ").removesuffix(" »").split(" », « ") if r]
        assert all(r in cues or set(stems(r, "fr") + stems(r, "en")) & known for r in said), line
        assert not example or example[2:-2] in shipped_heads.examples.texts
    assert understood["evidence"].notna().mean() > 0.8


def test_order_and_company_do_not_change_what_is_read(
    six: Prepared, understood: pd.DataFrame, shipped_encoder: OnnxEncoder, shipped_heads: Heads, config: Config
) -> None:
    taxonomy = Taxonomy.of(config.journey)
    some = six.mentions[six.mentions["feedback_id"].isin(six.feedback["feedback_id"][[4, 0, 2]])].iloc[::-1]
    again = understand(some, six.feedback.iloc[::-1], shipped_encoder, shipped_heads, taxonomy, config)
    expected = understood.set_index("mention_id").loc[some["mention_id"]].reset_index()
    pd.testing.assert_frame_equal(again.reset_index(drop=True), expected[list(again)], check_exact=False, atol=1e-5)


def test_no_mention_no_reading(six: Prepared, shipped_encoder: OnnxEncoder, shipped_heads: Heads, config: Config) -> None:
    none = understand(six.mentions.head(0), six.feedback, shipped_encoder, shipped_heads, Taxonomy.of(config.journey), config)
    assert none.empty
    assert list(none) == list(Mention.columns)


def test_the_version_names_all_that_reads(
    shipped_encoder: OnnxEncoder, shipped_heads: Heads, config: Config, understood: pd.DataFrame
) -> None:
    taxonomy = Taxonomy.of(config.journey)
    assert set(understood["model_version"]) == {model_version(shipped_encoder, shipped_heads, taxonomy)}
    fewer = config.journey.model_copy(update={"stages": config.journey.stages[1:]})
    assert model_version(shipped_encoder, shipped_heads, Taxonomy.of(fewer)) not in set(understood["model_version"])


def test_encoding_in_parts_is_told_and_changes_nothing(six: Prepared, shipped_encoder: OnnxEncoder) -> None:
    wanted, told = passages(six.mentions, six.feedback), []
    in_parts = encode(wanted, shipped_encoder, lambda done, total, what: told.append((done, total, what)), at_once=4)
    assert (in_parts == encode(wanted, shipped_encoder)).all()
    assert told == [(4, 6, "encode"), (6, 6, "encode")]
