import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.text import mark_duplicates

LONG = "Le colis est arrivé ouvert et il manquait la moitié des articles, le transporteur ne répond pas au téléphone."


def frame(rows):
    ids, days, authors, texts = zip(*rows, strict=True) if rows else ((), (), (), ())
    times = pd.to_datetime([f"2024-03-{d:02d}" for d in days], utc=True)
    return pd.DataFrame(
        {
            "feedback_id": list(ids),
            "received_at": times,
            "author_key": pd.Series(authors, dtype="str"),
            "text": pd.Series(texts, dtype="str"),
        }
    )


def found(rows, near=0.9):
    data = frame(rows)
    return dict(zip(data["feedback_id"], mark_duplicates(data, 40, near).fillna("").tolist(), strict=True))


def test_same_words_in_another_dress_repeat_the_earliest():
    assert found([("a", 2, None, LONG.upper()), ("b", 1, None, LONG), ("c", 3, None, LONG.replace("é", "e").replace(",", " !"))]) == {
        "a": "b",
        "b": "",
        "c": "b",
    }


def test_short_answers_repeat_only_their_own_author():
    assert found([("a", 1, "x", "RAS"), ("b", 2, "y", "RAS"), ("c", 3, "x", "ras."), ("d", 4, None, "RAS"), ("e", 5, None, "RAS")]) == {
        "a": "", "b": "", "c": "a", "d": "", "e": "",
    }  # fmt: skip


def test_emoji_are_not_all_the_same():
    assert found([("a", 1, "x", "👍"), ("b", 2, "x", "👎"), ("c", 3, "x", "👍")]) == {"a": "", "b": "", "c": "a"}


def test_near_repetitions_chain_to_the_first():
    second = LONG.replace("la moitié", "le tiers")
    assert found([("c", 3, None, second.replace("ouvert", "abîmé")), ("b", 2, None, second), ("a", 1, None, LONG)]) == {
        "a": "",
        "b": "a",
        "c": "a",
    }


def test_long_texts_that_only_share_a_beginning_stay_apart():
    other = "Le colis est arrivé ouvert et il manquait " + "un mode d'emploi lisible, mais la machine tourne très bien et je la recommande."
    assert set(found([("a", 1, None, LONG), ("b", 2, None, other)]).values()) == {""}


WORDS = st.lists(st.sampled_from(["colis", "ouvert", "retard", "service", "rapide", "merci", "jamais"]), min_size=1, max_size=16).map(
    " ".join
)
ROWS = st.lists(st.tuples(st.integers(1, 28), st.sampled_from(["x", "y", None]), WORDS), max_size=12).map(
    lambda rows: [(f"f{i}", day, author, text) for i, (day, author, text) in enumerate(rows)]
)


@settings(max_examples=60, deadline=None)
@given(ROWS, st.randoms(use_true_random=False))
def test_row_order_does_not_matter_and_every_chain_ends(rows, random):
    marked = found(rows) if rows else {}
    shuffled = random.sample(rows, len(rows))
    assert (found(shuffled) if rows else {}) == marked
    first = {k for k, v in marked.items() if not v}
    assert {v for v in marked.values() if v} <= first
    day = {r[0]: (r[1], r[0]) for r in rows}
    assert all(day[v] < day[k] for k, v in marked.items() if v)


def test_index_is_kept_and_no_row_is_no_trouble():
    data = frame([("a", 1, None, LONG), ("b", 2, None, LONG)]).set_axis([9, 4])
    assert mark_duplicates(data, 40, 0.9).index.tolist() == [9, 4]
    assert len(mark_duplicates(frame([]), 40, 0.9)) == 0
