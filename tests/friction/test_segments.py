from voc.friction.segments import segments


def _pairs(frame):
    return set(zip(frame["feedback_id"], frame["segment"], frame["segment_value"], strict=True))


def test_attributes_with_few_values_become_segments(feedback_of):
    feedback = feedback_of(
        4,
        attributes=[
            '{"region": "Nord", "shop": "1", "same": "x"}',
            '{"region": " Sud ", "shop": "2", "same": "x", "vip": true}',
            '{"region": null, "shop": "3", "source": "web"}',
            '{"region": "", "shop": "4", "source": "app", "vip": false}',
        ],
    )
    out = segments(feedback, (), 3)
    assert set(out["segment"]) == {"all", "source", "kind", "language", "region", "attribute_source", "vip"}
    assert {("f00000", "region", "Nord"), ("f00001", "region", "Sud"), ("f00001", "vip", "true")} <= _pairs(out)
    assert (out["segment"] == "region").sum() == 2
    assert (out["segment"] == "all").sum() == 4


def test_wanted_attributes_are_taken_whatever_their_number(feedback_of):
    feedback = feedback_of(3, attributes=['{"shop": 1, "region": "a"}', '{"shop": 2, "region": "b"}', '{"shop": 3}'])
    out = segments(feedback, ("shop",), 2)
    assert set(out["segment"]) == {"all", "source", "kind", "language", "shop"}
    assert set(out.loc[out["segment"] == "shop", "segment_value"]) == {"1", "2", "3"}


def test_broken_attributes_lose_only_themselves(feedback_of):
    out = segments(feedback_of(3, attributes=["not json", "[1]", '{"a": "b"}']), ("a",), 5)
    assert (out["segment"] == "all").sum() == 3
    assert ("f00002", "a", "b") in _pairs(out)


def test_nothing_in_nothing_out(feedback_of):
    assert segments(feedback_of(0), (), 5).empty
