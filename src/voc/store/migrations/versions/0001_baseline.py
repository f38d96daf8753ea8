"""Baseline: the tables of voc 0.1."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "correction",
        sa.Column("correction_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("target", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("target_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("field_name", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("old", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("new", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("author", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("correction_id"),
    )
    op.create_index("ix_correction_target_id", "correction", ["target_id"], unique=False)
    op.create_table(
        "cursor",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "file"),
    )
    op.create_table(
        "feedback",
        sa.Column("feedback_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("experienced_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("time_known", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("language", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("language_confidence", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("question", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("rating", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("rating_max", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("nps", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("csat", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("ces", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("channel", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("author_key", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("attributes", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("duplicate_of", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("content_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("feedback_id"),
    )
    op.create_index("ix_feedback_content_hash", "feedback", ["content_hash"], unique=False)
    op.create_index("ix_feedback_duplicate_of", "feedback", ["duplicate_of"], unique=False)
    op.create_index("ix_feedback_received_at", "feedback", ["received_at"], unique=False)
    op.create_table(
        "issue_row",
        sa.Column("issue_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("severity", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("what", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("expected", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("advice", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("issue_id"),
    )
    op.create_index("ix_issue_row_run_id", "issue_row", ["run_id"], unique=False)
    op.create_table(
        "mention",
        sa.Column("mention_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("feedback_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("position", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("start", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("end", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("sentiment", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("sentiment_label", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("p_negative", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("p_neutral", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("p_positive", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("effort", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("stage", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("stage_confidence", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("touchpoint", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("touchpoint_confidence", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("evidence", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("topic_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("topic_strength", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("friction", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("model_version", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("mention_id"),
    )
    op.create_index("ix_mention_feedback_id", "mention", ["feedback_id"], unique=False)
    op.create_index("ix_mention_model_version", "mention", ["model_version"], unique=False)
    op.create_index("ix_mention_topic_id", "mention", ["topic_id"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("quarantine_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("reason", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("excerpt", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("quarantine_id"),
    )
    op.create_index("ix_quarantine_run_id", "quarantine", ["run_id"], unique=False)
    op.create_table(
        "run",
        sa.Column("run_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True),
        sa.Column("status", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("degraded", sa.Boolean(), autoincrement=False, nullable=False),
        sa.Column("code_version", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("config_hash", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("model_version", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("snapshot_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("steps", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("gate", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("run_id"),
    )
    op.create_index("ix_run_day", "run", ["day"], unique=False)
    op.create_table(
        "source_run",
        sa.Column("run_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("source", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("rows_in", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("new", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("updated", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("unchanged", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("duplicates", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("quarantined", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("files_skipped", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seconds", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("status", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "source"),
    )
    op.create_table(
        "topic",
        sa.Column("topic_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name_fr", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("name_en", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("named_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("keywords_fr", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("keywords_en", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("status", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("valid_to", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("merged_into", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("split_from", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("n_mentions", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("topic_id"),
    )
    op.create_table(
        "topic_centroid",
        sa.Column("topic_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("model_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("centroid", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("radius", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("exemplars", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("topic_id", "model_id"),
    )
    op.create_table(
        "topic_event",
        sa.Column("event_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("topic_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("what", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("author", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("old", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("new", sa.Text(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_index("ix_topic_event_topic_id", "topic_event", ["topic_id"], unique=False)
    op.create_table(
        "vector",
        sa.Column("model_id", sa.Text(), nullable=False),
        sa.Column("vector_key", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model_id", "vector_key"),
    )
    op.create_index("ix_vector_vector_key", "vector", ["vector_key"], unique=False)
