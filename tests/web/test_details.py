import json

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.web.cells import number
from voc.web.details import cited, detail, mentions, pairs, strings, word

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["mentions", "value", "x"]), inner, max_size=3),
    max_leaves=12,
)


@given(JSON.map(json.dumps) | st.text(max_size=20) | st.none() | st.floats())
@settings(max_examples=200)
def test_whatever_a_json_column_holds_is_read(text):
    found = detail(text)
    assert all(isinstance(i, str) for i in mentions(found))
    assert all(isinstance(i, str) for i in strings(text))
    assert all(isinstance(a, str) and isinstance(b, str) for a, b in pairs(text))


def test_mentions_keep_their_order_and_come_once():
    assert mentions({"mentions": ["b", "a", 3, None, "b"]}) == ("b", "a")
    assert mentions({"mentions": "b"}) == mentions({}) == ()


def test_pairs_are_pairs():
    assert pairs('[["purchase", "payment"], ["purchase"], "x", ["a", 1]]') == (("purchase", "payment"), ("a", "1"))


def test_what_other_pages_cite_is_gathered():
    columns = pd.Series(['{"mentions": ["m1", "m2"]}', "no json"]), pd.Series(['{"mentions": ["m2", "m3"]}', None])
    assert cited(*columns) == {"m1", "m2", "m3"}


def test_only_a_finite_number_is_a_number():
    assert [number(v) for v in (2, 0.5, True, "2", None, float("nan"), float("inf"))] == [2.0, 0.5, None, None, None, None, None]


def test_a_null_text_is_no_word():
    assert [word(v) for v in ("a", "", None, float("nan"))] == ["a", None, None, None]
