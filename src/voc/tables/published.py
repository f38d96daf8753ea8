"""The tables of a snapshot."""

from __future__ import annotations

from voc.tables.stored import PERIODS, TOPIC_KINDS
from voc.tables.table import Column, Table, count, date, flag, json_text, number, share, string, time

SCORES = ("nps", "csat", "ces", "rating")
TRENDS = ("worse", "better", "steady", "unknown")
ALERTS = ("worse", "better", "emerging_topic", "source_silent", "source_drift")
QUADRANTS = ("quick_win", "big_bet", "fill_in", "later")
VERDICTS = ("better", "worse", "no_clear_change", "too_early")
JOURNEY_ITEMS = (
    *("emotion", "friction", "volume", "nps", "csat", "ces", "rating", "pain_point", "delight", "expectation"),
    *("target", "opportunity", "hour", "weekday"),
)


class Topic(Table):
    """A recurring subject with an identity that lasts; published as a slowly changing dimension."""

    published = True
    topic_id = string("Stable id", key=True)
    kind = string("A subject, a theme (a group of subjects), or one of the topics of mentions without a subject", allowed=TOPIC_KINDS)
    name_fr = string("Name in French")
    name_en = string("Name in English")
    named_by = string("Who named it", allowed=("auto", "analyst"))
    pinned = flag("An analyst decided its status: nights and refits leave it alone")
    keywords_fr = json_text("JSON list of French keywords")
    keywords_en = json_text("JSON list of English keywords")
    parent_id = string("The theme it belongs to", null="A theme, or none")
    status = string("Where it is in its life", allowed=("emerging", "active", "dormant", "merged", "retired"))
    valid_from = date("First data day with this id")
    valid_to = date("Last data day with this id", null="Still valid")
    merged_into = string("The topic that took its mentions", null="Not merged")
    split_from = string("The topic it was split from", null="Not split off")
    n_mentions = count("Mentions that carry it, whole store")


class TopicAudit(Table):
    """How good each subject is as a topic, and what to look into first."""

    published = True
    topic_id = string("The topic", key=True)
    n_distinct = count("Different texts in it")
    cohesion = share("Mean cosine of its texts to their centroid: 1 says the same thing over and over, under 0.4 is a mixed heap")
    separation = Column("float", "1 − cosine to the nearest other topic's centroid", null="The only topic", low=0.0, high=2.0)
    nearest = string("That topic", null="The only topic")
    main_language = string("Its commonest language")
    main_language_share = share("Share of its texts in that language")
    sentiment_mean = Column("float", "Mean sentiment of its texts", null="Not read", low=-1.0, high=1.0)
    sentiment_spread = number("Standard deviation of the sentiment: praise and blame of one subject are far apart", null="Not read")
    advice = string("What an analyst should look into first", allowed=("ok", "split", "merge", "language"))


class OfMap:
    """The key of whatever is told per map: of one snapshot, period and segment value."""

    snapshot_id = string("The snapshot", key=True)
    period = string("Kind of period", key=True, allowed=PERIODS)
    period_start = date("First day", key=True)
    period_end = date("Last day, included")
    segment = string("Segment column, or all", key=True)
    segment_value = string("Its value, or all", key=True)


class Heatmap(OfMap, Table):
    """One row per cell (stage × touchpoint), period and segment."""

    published = True
    stage = string("Stage id, or unplaced", key=True)
    touchpoint = string("Touchpoint id, or unplaced", key=True)
    n_feedback = count("Feedbacks with a mention in the cell")
    n_mentions = count("Mentions in the cell")
    n_authors = count("Distinct authors; an unknown author counts as one")
    friction = share("Empirical-Bayes mean friction of the cell", null="Suppressed or silent")
    friction_low = share("Lower end of the 90 % interval", null="Suppressed or silent")
    friction_high = share("Upper end of the 90 % interval", null="Suppressed or silent")
    friction_share = share("The cell's part of the journey's summed friction", null="Suppressed or silent")
    negative_share = share("Share of feedbacks whose mentions here are mostly negative", null="Suppressed or silent")
    effort_share = share("Share of feedbacks that speak of effort here", null="Suppressed or silent")
    sentiment_mean = Column("float", "Mean sentiment", null="Suppressed or silent", low=-1.0, high=1.0)
    nps_mean = number("Mean likelihood to recommend", null="Nobody was asked, suppressed or silent", unit="0..10")
    csat_mean = number("Mean satisfaction", null="Nobody was asked, suppressed or silent")
    change = number("friction_share now minus in the period compared with", null="Not known")
    change_low = number("Lower end of its 90 % interval", null="Not known")
    change_high = number("Upper end of its 90 % interval", null="Not known")
    change_q = share("False-discovery-adjusted p that the cell weighs more or less than the rest of the map explains", null="Not tested")
    friction_change = number("Mean friction now minus in the period compared with", null="Not known")
    friction_change_low = number("Lower end of its 90 % interval", null="Not known")
    friction_change_high = number("Upper end of its 90 % interval", null="Not known")
    friction_change_q = share("False-discovery-adjusted p of the change of friction", null="Not tested")
    trend = string("What happened since the period compared with", allowed=TRENDS)
    suppressed = flag("Fewer than min_authors authors: the numbers are withheld")
    silent = flag("No feedback at all: not zero friction, but nothing said")


class HeatmapPhase(OfMap, Table):
    """The classical six phases: the stages of the map rolled up, over all touchpoints."""

    published = True
    phase = string("Phase id, or unplaced", key=True)
    n_feedback = count("Feedbacks with a mention in the phase")
    n_mentions = count("Mentions in the phase")
    n_authors = count("Distinct authors; an unknown author counts as one")
    friction = share("Empirical-Bayes mean friction of the phase", null="Suppressed or silent")
    friction_low = share("Lower end of the 90 % interval", null="Suppressed or silent")
    friction_high = share("Upper end of the 90 % interval", null="Suppressed or silent")
    friction_share = share("The phase's part of the journey's summed friction", null="Suppressed or silent")
    negative_share = share("Share of feedbacks whose mentions here are mostly negative", null="Suppressed or silent")
    sentiment_mean = Column("float", "Mean sentiment", null="Suppressed or silent", low=-1.0, high=1.0)
    suppressed = flag("Fewer than min_authors authors: the numbers are withheld")
    silent = flag("No feedback at all: not zero friction, but nothing said")


class HeatmapTopic(OfMap, Table):
    """The topics behind each cell."""

    published = True
    stage = string("Stage id, or unplaced", key=True)
    touchpoint = string("Touchpoint id, or unplaced", key=True)
    topic_id = string("The topic", key=True)
    n_mentions = count("Mentions of the topic in the cell")
    n_authors = count("Distinct authors of them")
    friction = share("Mean friction of these mentions", null="Suppressed")
    friction_share = share("Their part of the cell's summed friction", null="Suppressed")
    suppressed = flag("Fewer than min_authors authors: the numbers are withheld")


class Score(OfMap, Table):
    """The scores customers gave, for the whole journey and for each cell, over time."""

    published = True
    stage = string("Stage id, or unplaced; all: whoever answered, whatever they spoke of", key=True)
    touchpoint = string("Touchpoint id, or unplaced, or all", key=True)
    score = string("Which score", key=True, allowed=SCORES)
    n = count("Answers")
    n_authors = count("Distinct authors of them")
    value = number(
        "NPS: promoters (9, 10) less detractors (0 to 6), −100..100; CSAT: per cent satisfied; CES: mean; rating: mean, out of 5",
        null="Suppressed",
    )
    value_low = number("Lower end of its 90 % interval", null="Suppressed")
    value_high = number("Upper end of its 90 % interval", null="Suppressed")
    mean = number("Plain mean of the answers, on the scale of the answers", null="Suppressed, or sources of different scales")
    suppressed = flag("Fewer than min_authors authors: the numbers are withheld")


class Driver(Table):
    """How much a topic or touchpoint moves a score."""

    published = True
    snapshot_id = string("The snapshot", key=True)
    score = string("What is driven", key=True, allowed=SCORES)
    driver_kind = string("What drives", key=True, allowed=("topic", "touchpoint"))
    driver_id = string("Its id", key=True)
    score_all = number("The score of all who gave it, as in `score.value`", null="Not enough data")
    score_with = number("The score of those who speak of it", null="Not enough data")
    impact_leave_out = number("Score of all minus score without those who speak of it", null="Not enough data")
    impact_leave_out_low = number("Lower end of its 90 % interval", null="Not enough data")
    impact_leave_out_high = number("Upper end of its 90 % interval", null="Not enough data")
    impact_additive = number(
        "Its part of a sum: score of all minus what those who speak of none of them would give", null="Not enough data"
    )
    impact_additive_low = number("Lower end of its 90 % interval", null="Not enough data")
    impact_additive_high = number("Upper end of its 90 % interval", null="Not enough data")
    n_with = count("Scored feedbacks with it")
    n_without = count("Scored feedbacks without it")


class Alert(Table):
    """One incident, opened, updated and closed."""

    published = True
    snapshot_id = string("The snapshot", key=True)
    alert_id = string("Stable over nights", key=True)
    kind = string("What happened", allowed=ALERTS)
    subject = string("The cell as stage/touchpoint, the topic or the source")
    segment = string("Segment column, or all")
    segment_value = string("Its value, or all")
    since = date("First data day")
    last_seen = date("Last data day on which it was so")
    until = date("Last data day, once closed", null="Still open")
    n_days = count("Data days on which it was so")
    q = share("How easily chance would do it: false-discovery-adjusted p, the least of its days", null="Not tested")
    message_fr = string("One sentence in French")
    message_en = string("One sentence in English")
    evidence = json_text("JSON: figures, and `mentions`: ids of up to five verbatims")


class JourneyMap(Table):
    """The journey map in rows: per segment value and kind of map, what is to be shown of each stage or cell."""

    published = True
    snapshot_id = string("The snapshot", key=True)
    segment = string("Segment column, or all", key=True)
    segment_value = string("Its value, or all", key=True)
    map_kind = string("As it is, as it should be, or a day in the life", key=True, allowed=("as_is", "to_be", "day_in_life"))
    stage = string("Stage id, or unplaced; all: the whole journey", key=True)
    touchpoint = string("Touchpoint id, or unplaced; all: the whole stage", key=True)
    item = string("What the row tells", key=True, allowed=JOURNEY_ITEMS)
    position = count("Order among the rows of the same item and place", key=True)
    n_feedback = count("Feedbacks behind it")
    n_authors = count("Distinct authors of them")
    value = number("The figure, in `unit`", null="Suppressed, or a row of words")
    value_low = number("Lower end of its 90 % interval", null="Suppressed, or not an estimate")
    value_high = number("Upper end of its 90 % interval", null="Suppressed, or not an estimate")
    unit = string("Of the figure, such as friction, sentiment, share, nps, feedbacks")
    topic_id = string("The topic it is about", null="About no topic")
    label_fr = string("Words in French", null="The ids say it")
    label_en = string("Words in English", null="The ids say it")
    owner = string("Who answers for it", null="Nobody is named")
    detail = json_text("JSON: the reasoning in figures, and `mentions`: ids of verbatims")


class Action(Table):
    """What the company does about it; stored, and published as it stands."""

    published = True
    action_id = string("Stable id", key=True)
    title = string("What is done")
    owner = string("Who answers for it", null="Nobody is named")
    status = string("Where it stands", allowed=("planned", "started", "done", "dropped"))
    effort = string("What it costs", allowed=("low", "medium", "high"))
    due = date("When it should be done", null="No date")
    cells = json_text("JSON list of [stage, touchpoint] that it is about")
    topics = json_text("JSON list of topic ids that it is about")
    started_at = date("Day on which it began to show to customers", null="Not started")
    done_at = date("Day from which it counts as done", null="Not done")
    note = string("Whatever else is to be said", null="Nothing")
    made_by = string("Who wrote it down")
    made_at = time("When it was written down")
    changed_by = string("Who last changed it")
    changed_at = time("When it was last changed")


class ActionPlan(Table):
    """The actions by what they could bring and what they cost."""

    published = True
    snapshot_id = string("The snapshot", key=True)
    action_id = string("The action", key=True)
    impact = share("Part of the journey's friction in its cells and topics, last 28 days", null="Nobody speaks of them, or too few to say")
    quadrant = string("Of the impact × effort matrix", allowed=QUADRANTS)
    priority = count("1 is first; done and dropped actions come last")


class ActionEffect(Table):
    """What an action changed, target by target, beside what would have happened without it."""

    published = True
    snapshot_id = string("The snapshot", key=True)
    action_id = string("The action", key=True)
    target = string("A cell as stage/touchpoint, or a topic id", key=True)
    measure = string(
        "Mean friction of those who speak of it, or weight: its summed friction per feedback of the journey",
        key=True,
        allowed=("friction", "weight"),
    )
    method = string("How the comparison was made", key=True, allowed=("control", "interrupted_series"))
    n_before = count("Feedbacks before it began: that speak of the target (friction), or all (weight)")
    n_after = count("Feedbacks after it was done, likewise")
    before = number("Level before", null="Too early to tell")
    after = number("Level after", null="Too early to tell")
    effect = number("After minus what would have been without it; negative is good", null="Too early to tell")
    effect_low = number("Lower end of its 90 % interval", null="Too early to tell")
    effect_high = number("Upper end of its 90 % interval", null="Too early to tell")
    verdict = string("In a word", allowed=VERDICTS)
    reason_fr = string("One sentence in French: with what it was compared, or why it is too early")
    reason_en = string("One sentence in English")


class Validity(Table):
    """How well friction, which sees no score, agrees with the scores customers gave."""

    published = True
    snapshot_id = string("The snapshot", key=True)
    source = string("The source, or all", key=True)
    score = string("The score", key=True, allowed=SCORES)
    n = count("Feedbacks with both")
    rank_correlation = Column(
        "float", "Spearman's rho of feedback friction and score; −1 is perfect", null="Fewer than 20, or no variation", low=-1.0, high=1.0
    )


class Phase(Table):
    """Dimension: the phases as configured."""

    published = True
    phase = string("Phase id, or unplaced", key=True)
    position = count("Order in the journey; unplaced is last")
    name_fr = string("Name in French")
    name_en = string("Name in English")


class Stage(Table):
    """Dimension: the stages of the journey as configured."""

    published = True
    stage = string("Stage id, or unplaced", key=True)
    position = count("Order in the journey; unplaced is last")
    phase = string("The classical phase", null="unplaced")
    name_fr = string("Name in French")
    name_en = string("Name in English")


class Touchpoint(Table):
    """Dimension: the touchpoints as configured."""

    published = True
    touchpoint = string("Touchpoint id, or unplaced", key=True)
    position = count("Order on the page; unplaced is last")
    name_fr = string("Name in French")
    name_en = string("Name in English")
