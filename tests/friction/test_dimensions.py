from voc.friction.dimensions import stages, touchpoints


def test_dimensions_keep_the_order_and_end_with_unplaced(journey):
    stage, touchpoint = stages(journey), touchpoints(journey)
    assert stage["stage"].tolist() == ["purchase", "delivery", "support", "unplaced"]
    assert stage["phase"].isna().tolist() == [False, False, False, True]
    assert touchpoint["position"].tolist() == [0, 1, 2, 3, 4]
    assert touchpoint.iloc[-1][["name_fr", "name_en"]].tolist() == ["Non situé", "Unplaced"]
