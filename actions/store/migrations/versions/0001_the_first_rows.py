"""The first rows"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
# What the ledger says is never overwritten; the sealed words may be put under a new key.
FIXED = (
    "person_id, contract_id, receipt_id, kind, day, minutes, activity, late, reverses_id, recorded_at, recorded_by"
)
SQLITE_GUARD = f"""
CREATE TRIGGER declarations_are_append_only BEFORE UPDATE OF {FIXED} ON declarations
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END
"""
POSTGRESQL_GUARD = (
    """
CREATE FUNCTION refuse_ledger_change() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'restrict_violation'; END $$
""",
    f"""
CREATE TRIGGER declarations_are_append_only BEFORE UPDATE OF {FIXED} ON declarations
FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()
""",
)


def upgrade() -> None:
    op.create_table(
        "inbox",
        sa.Column("id", BIG, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("arrival", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", BIG, nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.CheckConstraint("channel IN ('telegram', 'terminal')", name=op.f("ck_inbox_channel")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox")),
        sa.UniqueConstraint("channel", "arrival", name=op.f("uq_inbox_channel_arrival")),
    )
    op.create_index(
        "ix_inbox_unhandled",
        "inbox",
        ["channel", "address", "id"],
        unique=False,
        sqlite_where=sa.text("handled_at IS NULL"),
        postgresql_where=sa.text("handled_at IS NULL"),
    )
    op.create_table(
        "organisations",
        sa.Column("id", BIG, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "kind IN ('france_travail', 'mission_locale', 'departement', 'delegataire_departement', 'cap_emploi')",
            name=op.f("ck_organisations_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", BIG, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", BIG, nullable=False),
        sa.Column("why", sa.String(length=40), nullable=True),
        sa.CheckConstraint("channel IN ('telegram', 'terminal')", name=op.f("ck_outbox_channel")),
        sa.CheckConstraint("state IN ('planned', 'sent', 'failed', 'blocked')", name=op.f("ck_outbox_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_planned",
        "outbox",
        ["channel", "address", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_table(
        "people",
        sa.Column("id", BIG, nullable=False),
        sa.Column("given_name", sa.LargeBinary(), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    op.create_table(
        "advisors",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_advisors_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advisors")),
    )
    op.create_index(op.f("ix_advisors_organisation_id"), "advisors", ["organisation_id"], unique=False)
    op.create_table(
        "conversations",
        sa.Column("id", BIG, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=False),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("version", BIG, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminders_stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("channel IN ('telegram', 'terminal')", name=op.f("ck_conversations_channel")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_conversations_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_conversations_channel_address")),
    )
    op.create_index(op.f("ix_conversations_person_id"), "conversations", ["person_id"], unique=False)
    op.create_table(
        "link_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_link_codes_person_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_link_codes")),
    )
    op.create_index(op.f("ix_link_codes_person_id"), "link_codes", ["person_id"], unique=False)
    op.create_table(
        "receipts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("question", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=64), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_receipts_number")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_receipts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipts")),
        sa.UniqueConstraint("person_id", "number", name=op.f("uq_receipts_person_id_number")),
        sa.UniqueConstraint("person_id", "question", name=op.f("uq_receipts_person_id_question")),
    )
    op.create_index("ix_receipts_origin", "receipts", ["person_id", "origin"], unique=False)
    op.create_table(
        "contracts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("referent_id", BIG, nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_contracts_ends_after_start")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_contracts_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_contracts_person_id")),
        sa.ForeignKeyConstraint(["referent_id"], ["advisors.id"], name=op.f("fk_contracts_referent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contracts")),
    )
    op.create_index(op.f("ix_contracts_organisation_id"), "contracts", ["organisation_id"], unique=False)
    op.create_index("ix_contracts_person", "contracts", ["person_id", "starts_on"], unique=False)
    op.create_index(op.f("ix_contracts_referent_id"), "contracts", ["referent_id"], unique=False)
    op.create_table(
        "declarations",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("contract_id", BIG, nullable=False),
        sa.Column("receipt_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("minutes", BIG, nullable=False),
        sa.Column("activity", sa.String(length=30), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("reverses_id", BIG, nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "(kind = 'hours' AND minutes BETWEEN 1 AND 1500) OR (kind = 'nothing' AND minutes = 0) OR (kind = 'reversal' AND minutes BETWEEN -1500 AND 0)",
            name=op.f("ck_declarations_minutes_by_kind"),
        ),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses_id IS NOT NULL)",
            name=op.f("ck_declarations_reversal_names_its_row"),
        ),
        sa.CheckConstraint(
            "activity IN ('job_search', 'interview', 'training', 'workshop', 'immersion', 'insertion_mission', 'business_creation', 'appointment', 'lifting_barriers', 'paid_work', 'volunteering', 'other')",
            name=op.f("ck_declarations_activity"),
        ),
        sa.CheckConstraint("kind IN ('hours', 'nothing', 'reversal')", name=op.f("ck_declarations_kind")),
        sa.CheckConstraint("recorded_by IN ('person', 'advisor')", name=op.f("ck_declarations_recorded_by")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_declarations_contract_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_declarations_person_id")),
        sa.ForeignKeyConstraint(["receipt_id"], ["receipts.id"], name=op.f("fk_declarations_receipt_id")),
        sa.ForeignKeyConstraint(["reverses_id"], ["declarations.id"], name=op.f("fk_declarations_reverses_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declarations")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_declarations_reverses_id")),
    )
    op.create_index(op.f("ix_declarations_contract_id"), "declarations", ["contract_id"], unique=False)
    op.create_index("ix_declarations_person_day", "declarations", ["person_id", "day"], unique=False)
    op.create_index(op.f("ix_declarations_receipt_id"), "declarations", ["receipt_id"], unique=False)
    op.create_table(
        "plan_actions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("contract_id", BIG, nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("activity", sa.String(length=30), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=True),
        sa.Column("minutes_a_week", BIG, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "activity IN ('job_search', 'interview', 'training', 'workshop', 'immersion', 'insertion_mission', 'business_creation', 'appointment', 'lifting_barriers', 'paid_work', 'volunteering', 'other')",
            name=op.f("ck_plan_actions_activity"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_plan_actions_ends_after_start"),
        ),
        sa.CheckConstraint(
            "minutes_a_week IS NULL OR minutes_a_week > 0", name=op.f("ck_plan_actions_minutes_a_week")
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_plan_actions_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_actions")),
    )
    op.create_index(op.f("ix_plan_actions_contract_id"), "plan_actions", ["contract_id"], unique=False)
    op.create_table(
        "weekly_minimums",
        sa.Column("id", BIG, nullable=False),
        sa.Column("contract_id", BIG, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("minutes", BIG, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "(reason = 'none_on_request') = (minutes = 0)",
            name=op.f("ck_weekly_minimums_zero_only_on_request"),
        ),
        sa.CheckConstraint(
            "reason IN ('general', 'lowered', 'none_on_request')", name=op.f("ck_weekly_minimums_reason")
        ),
        sa.CheckConstraint("minutes BETWEEN 0 AND 2100", name=op.f("ck_weekly_minimums_minutes")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_weekly_minimums_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_minimums")),
        sa.UniqueConstraint("contract_id", "from_day", name=op.f("uq_weekly_minimums_contract_id_from_day")),
    )
    guards = (SQLITE_GUARD,) if op.get_bind().dialect.name == "sqlite" else POSTGRESQL_GUARD
    for guard in guards:
        op.execute(guard)


def downgrade() -> None:
    raise RuntimeError("there is nothing before the first rows: restore a copy instead")
