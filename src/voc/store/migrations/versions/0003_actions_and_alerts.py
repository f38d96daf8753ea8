"""actions and alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "action",
        sa.Column("action_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("title", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("owner", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("status", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("effort", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("due", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("cells", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("topics", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("started_at", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("done_at", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("note", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("made_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.Column("changed_by", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("action_id"),
    )
    op.create_table(
        "notice",
        sa.Column("alert_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("sink", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("event", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "sink", "event"),
    )
    op.create_table(
        "sighting",
        sa.Column("day", sa.Date(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("segment", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("segment_value", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("since", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("q", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("message_fr", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("message_en", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("evidence", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "subject", "segment", "segment_value"),
    )
