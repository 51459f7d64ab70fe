"""Lessons, and whether a person lets any be kept"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CONSENT = (
    ("learning_consent", sa.Boolean()),
    ("learning_asked_at", sa.DateTime(timezone=True)),
    ("learning_answered_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    for name, kind in CONSENT:
        op.add_column("people", sa.Column(name, kind, nullable=True))
    op.create_table(
        "lessons",
        sa.Column("id", BIG, nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("guesses", sa.String(length=400), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("request", sa.String(length=40), nullable=True),
        sa.Column("goes_to", sa.String(length=10), nullable=True),
        sa.CheckConstraint("goes_to IN ('training', 'test')", name=op.f("ck_lessons_goes_to")),
        sa.CheckConstraint("(request IS NULL) = (goes_to IS NULL)", name=op.f("ck_lessons_labelled_whole")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lessons")),
    )
    op.create_index(op.f("ix_lessons_expires_on"), "lessons", ["expires_on"], unique=False)


def downgrade() -> None:
    op.drop_table("lessons")
    for name, _ in CONSENT:
        op.drop_column("people", name)
