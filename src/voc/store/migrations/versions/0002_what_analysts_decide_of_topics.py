"""What analysts decide of topics, and how good topics are."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# The topics of mentions without a subject, whose ids are fixed.
GENERAL = ("t_a0db7924d7", "t_31023aebde", "t_1799e87a40", "t_983b4daed6", "t_acc4f0ef9b")


def upgrade() -> None:
    """Make the change."""
    op.create_table(
        "topic_audit",
        sa.Column("topic_id", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("n_distinct", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("cohesion", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("separation", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("nearest", sa.Text(), autoincrement=False, nullable=True),
        sa.Column("main_language", sa.Text(), autoincrement=False, nullable=False),
        sa.Column("main_language_share", sa.Double(), autoincrement=False, nullable=False),
        sa.Column("sentiment_mean", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("sentiment_spread", sa.Double(), autoincrement=False, nullable=True),
        sa.Column("advice", sa.Text(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("topic_id"),
    )
    op.add_column("mention", sa.Column("topic_found", sa.Text(), autoincrement=False, nullable=True))
    op.execute("UPDATE mention SET topic_found = topic_id")
    with op.batch_alter_table("topic") as topic:
        topic.add_column(sa.Column("kind", sa.Text(), autoincrement=False, nullable=False, server_default="subject"))
        topic.add_column(sa.Column("pinned", sa.Boolean(), autoincrement=False, nullable=False, server_default=sa.false()))
    topics = sa.table("topic", sa.column("topic_id", sa.Text), sa.column("kind", sa.Text))
    op.execute(topics.update().where(topics.c.topic_id.in_(GENERAL)).values(kind="general"))
    with op.batch_alter_table("topic") as topic:
        topic.alter_column("kind", server_default=None)
        topic.alter_column("pinned", server_default=None)
    op.add_column("topic_event", sa.Column("made_at", sa.DateTime(timezone=True), autoincrement=False, nullable=True))
