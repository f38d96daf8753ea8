"""The tables that live in the store only."""

from __future__ import annotations

from voc.tables.table import Column, Table, count, date, flag, json_text, number, share, string, time

KINDS = ("survey", "review", "ticket")
TOPIC_KINDS = ("subject", "theme", "general")
LABELS = ("negative", "neutral", "positive")
PERIODS = ("day", "week", "month", "last_28_days", "all")


class Raw(Table):
    """What a source hands over, one row per record, before anything is cleaned; it lives in memory only and is never stored."""

    record_id = string("The source's own id of the record", key=True)
    record = string("Where the record stands: file and row, for messages")
    source = string("Name of the source")
    kind = string("What it is", allowed=KINDS)
    text = string("What the customer wrote", null="The cell was empty")
    title = string("Title or subject", null="No title")
    question = string("The survey question that was answered", null="No question")
    received_at = time("When the customer sent it", null="The source gave no date")
    experienced_at = time("When the moment happened", null="Not said")
    rating = number("Stars or marks, turned so that more is better", null="Not rated")
    rating_max = number("Best possible rating", null="Not rated")
    nps = number("Likelihood to recommend", null="Not asked", unit="0..10", low=0, high=10)
    csat = number("Satisfaction, more is better", null="Not asked")
    ces = number("Customer effort score as the source gives it", null="Not asked")
    channel = string("How it reached the company", null="Not said")
    author = string("Whoever wrote it, as the source names them; leaves memory only as a keyed hash", null="Unknown")
    language_hint = string("Language as the source states it, ISO 639-1", null="Not stated")
    attributes = json_text("Segments: a JSON object of column to value")


class Feedback(Table):
    """One thing a customer sent: one answer, one review, one ticket."""

    feedback_id = string("Hash of the source and the source's own record id", key=True)
    source = string("Name of the source")
    kind = string("What it is", allowed=KINDS)
    received_at = time("When the customer sent it; for rows without a date, the day they were first gathered")
    experienced_at = time("When the moment happened", null="Not said")
    time_known = flag("False when the source gave no date; such rows count only in the period `all`")
    language = string("ISO 639-1, or und when the text does not tell")
    language_confidence = share("How sure the language is")
    text = string("What was written, cleaned, personal data removed")
    title = string("Title or subject, personal data removed", null="No title")
    question = string("The survey question that was answered", null="No question")
    rating = number("Stars or marks, turned so that more is better", null="Not rated")
    rating_max = number("Best possible rating", null="Not rated")
    nps = number("Likelihood to recommend", null="Not asked", unit="0..10", low=0, high=10)
    csat = number("Satisfaction, more is better", null="Not asked")
    ces = number("Customer effort score as the source gives it", null="Not asked")
    channel = string("How it reached the company", null="Not said")
    author_key = string("Keyed hash of the author, never the name", null="Unknown author: counts as a person of its own")
    attributes = json_text("Segments: a JSON object of column to value")
    duplicate_of = string("feedback_id of the feedback this one repeats", null="Not a repetition")
    content_hash = string("Hash of everything the source said, to see whether a record changed")
    run_id = string("The run that stored this version")


class Mention(Table):
    """One span of a feedback that speaks of one moment."""

    mention_id = string("Hash of the feedback and the span", key=True)
    feedback_id = string("The feedback it belongs to")
    position = count("0 for the first mention of the feedback")
    start = count("Offset of the first character in feedback.text", unit="characters")
    end = count("Offset after the last character in feedback.text", unit="characters")
    sentiment = Column("float", "p_positive − p_negative", null="Not read yet", low=-1.0, high=1.0)
    sentiment_label = string("The most probable of the three", null="Not read yet", allowed=LABELS)
    p_negative = share("Probability of negative", null="Not read yet")
    p_neutral = share("Probability of neutral", null="Not read yet")
    p_positive = share("Probability of positive", null="Not read yet")
    effort = share("How hard the customer had to work", null="The text speaks of no effort")
    stage = string("Where in the journey, or unplaced", null="Not read yet")
    stage_confidence = share("Probability of the stage", null="Not read yet")
    touchpoint = string("With what or whom, or unplaced", null="Not read yet")
    touchpoint_confidence = share("Probability of the touchpoint", null="Not read yet")
    evidence = string("Why it was placed there: the nearest example or cue", null="Unplaced or not read yet")
    topic_id = string("The topic it belongs to", null="No topic")
    topic_found = string("The topic that was found for it, before merges and other decisions of analysts", null="No topic")
    topic_strength = share("How firmly it belongs to the topic", null="No topic, or remarks without a subject")
    friction = share("How badly the moment went", null="Not read yet")
    model_version = string("Encoder and heads that read it", null="Not read yet")


class TopicEvent(Table):
    """Who or what changed a topic, when, from, to."""

    event_id = string("Hash of the event", key=True)
    topic_id = string("The topic")
    day = date("Data day of the event")
    what = string("born, named (a language model's proposal taken), held, merged, split, retired, returned, renamed, pinned, undone, ...")
    author = string("auto, or the analyst")
    made_at = time("When an analyst decided it", null="A night or a refit did it")
    old = string("Before; of an analyst's decision the JSON of the fields it changed", null="Nothing before")
    new = string("After; likewise", null="Nothing after")


class TopicCentroid(Table):
    """Where a topic lies in the encoder's space, so that tomorrow's mentions find it again.

    Rows with topic_id `origin:<language>` hold the mean vector of a language, which is subtracted before any comparison.
    """

    topic_id = string("The topic", key=True)
    model_id = string("The encoder of the centroid", key=True)
    centroid = json_text("JSON list of floats")
    radius = number("Cosine distance within which a mention belongs", unit="cosine distance")
    exemplars = json_text("JSON list of mention_id, most typical first")


class Correction(Table):
    """What an analyst said; it wins over the models every night."""

    correction_id = string("Stable id", key=True)
    target = string("mention, feedback or topic")
    target_id = string("Its id")
    field_name = string("The column that was corrected")
    old = string("Before", null="Nothing before")
    new = string("After", null="Emptied")
    author = string("Who said so")
    made_at = time("When")
    undone_at = time("When it was taken back", null="Still in force")


class Run(Table):
    """One night: what ran, on what, with what result."""

    run_id = string("Hash of the start time and the data interval", key=True)
    day = date("The data day the run is for")
    started_at = time("When the run began")
    finished_at = time("When the run ended", null="Running, or killed")
    status = string("How it ended", allowed=("running", "published", "unchanged", "kept", "failed"))
    degraded = flag("A source failed and the night went on without it")
    code_version = string("Version of voc")
    config_hash = string("Hash of the whole configuration")
    model_version = string("Encoder and heads")
    snapshot_id = string("The snapshot that is current after the run", null="Nothing published yet")
    steps = json_text("JSON: per step, rows in and out, seconds")
    gate = json_text("JSON list: each check, the value, the limit, passed or not")


class SourceRun(Table):
    """The account of one source in one run: rows_in = new + updated + unchanged + duplicates + quarantined."""

    run_id = string("The run", key=True)
    source = string("The source", key=True)
    rows_in = count("Rows that the source handed over")
    new = count("Rows stored for the first time")
    updated = count("Rows whose record had changed")
    unchanged = count("Rows already stored as they are")
    duplicates = count("Rows that repeat another row or feedback")
    quarantined = count("Rows rejected, with their reason in `quarantine`")
    files_skipped = count("Files not opened because nothing in them changed")
    seconds = number("Time taken", unit="s")
    status = string("How it went", allowed=("ok", "failed", "unchanged"))


class IssueRow(Table):
    """Every problem as a row."""

    issue_id = string("Hash of the row", key=True)
    run_id = string("The run that met it")
    severity = string("How bad", allowed=("info", "warning", "error"))
    source = string("The source, or the step")
    record = string("File and row, or record id")
    what = string("What was met")
    expected = string("What was expected")
    advice = string("What to do")


class Quarantine(Table):
    """A rejected row, with the reason; nothing is dropped silently. The text is kept only redacted."""

    quarantine_id = string("Hash of source, record and reason", key=True)
    run_id = string("The run that rejected it")
    source = string("The source")
    record = string("File and row")
    record_id = string("The source's own id", null="Unknown")
    reason = string("Why it was rejected")
    excerpt = string("First 200 characters of the row, personal data removed", null="Nothing readable")


class Sighting(Table):
    """What a night saw and would raise an alert for; alerts are made of these, so that nights can be repeated in any order."""

    day = date("Data day", key=True)
    kind = string("What happened", key=True, allowed=("worse", "better", "emerging_topic", "source_silent", "source_drift"))
    subject = string("The cell as stage/touchpoint, the topic or the source", key=True)
    segment = string("Segment column, or all", key=True)
    segment_value = string("Its value, or all", key=True)
    since = date("First data day of what is compared", null="Not known")
    q = share("False-discovery-adjusted p", null="Not tested")
    message_fr = string("One sentence in French")
    message_en = string("One sentence in English")
    evidence = json_text("JSON: figures, and `mentions`: ids of up to five verbatims")


class Notice(Table):
    """What was sent of an alert, where to and when, so that nothing is sent twice."""

    alert_id = string("The alert", key=True)
    sink = string("Where it was sent", key=True)
    event = string("What was told", key=True, allowed=("opened", "closed"))
    day = date("Data day of the night that sent it")
    sent_at = time("When")
