"""The contract whole, with its versions; what advisors say of declared time; their console"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ACTIVITIES = (
    "'job_search', 'interview', 'training', 'workshop', 'immersion', 'insertion_mission', 'business_creation', "
    "'appointment', 'lifting_barriers', 'paid_work', 'volunteering', 'other'"
)
STATES = "'draft', 'proposed', 'signed', 'ended', 'transferred'"
ENDINGS = "'reached', 'expired', 'moved', 'transferred', 'other'"
# Columns for tables that stay: the two databases write them alike, and neither has to copy the table.
COLUMNS = (
    ("advisors", "reference VARCHAR(100)"),
    ("people", "family_name {bytes}"),
    ("people", "born_on {bytes}"),
    ("people", "registered_as {bytes}"),
    ("organisations", "territory VARCHAR(40) DEFAULT 'FR' NOT NULL"),
    (
        "organisations",
        "legal_ground VARCHAR(20) DEFAULT 'public_interest' NOT NULL CONSTRAINT ck_organisations_legal_ground "
        "CHECK (legal_ground IN ('public_interest', 'consent'))",
    ),
    ("contracts", "reference VARCHAR(100)"),
    (
        "contracts",
        f"state VARCHAR(20) DEFAULT 'signed' NOT NULL CONSTRAINT ck_contracts_state CHECK (state IN ({STATES}))",
    ),
    ("contracts", "review_on DATE"),
    ("contracts", f"ending VARCHAR(20) CONSTRAINT ck_contracts_ending CHECK (ending IN ({ENDINGS}))"),
    (
        "contracts",
        "transferred_from_id {big} CONSTRAINT fk_contracts_transferred_from_id REFERENCES contracts (id)",
    ),
    ("contracts", "heard_at {instant}"),
    ("contracts", "waiting_since {instant}"),
    ("conversations", "linked_at {instant}"),
    ("link_codes", "short_digest VARCHAR(64)"),
    ("link_codes", "made_by {big} CONSTRAINT fk_link_codes_made_by REFERENCES accounts (id)"),
    ("link_codes", "made_at {instant}"),
    ("link_codes", "ended_why VARCHAR(20)"),
    ("outbox", "broadcast_id {big} CONSTRAINT fk_outbox_broadcast_id REFERENCES broadcasts (id)"),
)
TYPES = {
    "sqlite": {"big": "INTEGER", "bytes": "BLOB", "instant": "DATETIME"},
    "postgresql": {"big": "BIGINT", "bytes": "BYTEA", "instant": "TIMESTAMP WITH TIME ZONE"},
}
INDEXES = (
    ("uq_advisors_reference", "advisors", ["organisation_id", "reference"], True),
    ("uq_contracts_reference", "contracts", ["organisation_id", "reference"], True),
    ("uq_link_codes_short_digest", "link_codes", ["short_digest"], True),
    ("ix_contracts_referent", "contracts", ["referent_id", "state", "heard_at"], False),
    ("ix_contracts_organisation", "contracts", ["organisation_id", "state", "id"], False),
    ("ix_outbox_broadcast_id", "outbox", ["broadcast_id"], False),
    ("ix_declarations_person_day", "declarations", ["person_id", "day", "minutes"], False),
)
CURRENT = "state IN ('draft', 'proposed', 'signed')"
# Indexes over a part of a table
PARTIAL = (
    *(
        (f"ix_contracts_current_{column}", "contracts", ["organisation_id", column, "id"], CURRENT)
        for column in ("waiting_since", "heard_at", "review_on", "ends_on")
    ),
    (
        "ix_contracts_over",
        "contracts",
        ["organisation_id", "waiting_since", "id"],
        "state IN ('ended', 'transferred')",
    ),
    ("ix_reviews_answers", "reviews", ["declaration_id", "id"], "kind = 'answer'"),
    ("ix_contract_versions_proposed", "contract_versions", ["proposed_at", "contract_id"], "state = 'proposed'"),
    ("ix_link_codes_not_me", "link_codes", ["person_id"], "ended_why = 'not_me'"),
)
# A contract that was there has one version, which both have signed.
FIRST_VERSIONS = """
INSERT INTO contract_versions
    (contract_id, number, state, from_day, ends_on, created_at, person_signed_on, organisation_signed_on)
SELECT id, 1, 'signed', starts_on, ends_on, CURRENT_TIMESTAMP,
    COALESCE(signed_on, starts_on), COALESCE(signed_on, starts_on) FROM contracts
"""
FIRST_REFERENTS = """
INSERT INTO referents (contract_id, advisor_id, from_day, named_at)
SELECT id, referent_id, starts_on, CURRENT_TIMESTAMP FROM contracts
"""
SIGNED_ON = "UPDATE contracts SET signed_on = COALESCE(signed_on, starts_on)"
MOVED = (
    ("weekly_minimums", "from_day, minutes, reason"),
    ("plan_actions", "title, activity, provider, minutes_a_week, starts_on, ends_on"),
)
# What was said and done stays said and done; sealed words may be put under a new key, or erased.
FIXED = {
    "reviews": "declaration_id, kind, minutes, activity, account_id, at",
    "audit": "at, by, account_id, token_id, organisation_id, contract_id, deed, detail",
}


def upgrade() -> None:
    here = op.get_bind().dialect.name
    if here == "sqlite":
        _never_number_again("declarations")
    _new_tables()
    for table, column in COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column.format(**TYPES[here])}")
    for name, table in (
        ("ix_contracts_organisation_id", "contracts"),
        ("ix_contracts_referent_id", "contracts"),
        ("ix_declarations_person_day", "declarations"),
    ):
        op.drop_index(name, table_name=table)
    for name, table, columns, unique in INDEXES:
        op.create_index(name, table, columns, unique=unique)
    for name, table, columns, part in PARTIAL:
        op.create_index(name, table, columns, sqlite_where=sa.text(part), postgresql_where=sa.text(part))
    op.execute(SIGNED_ON)
    op.execute(FIRST_VERSIONS)
    op.execute(FIRST_REFERENTS)
    _move_to_versions()
    for table, fixed in FIXED.items():
        _guard(here, table, fixed)


def downgrade() -> None:
    raise RuntimeError("what versions and advisors said would be lost: restore a copy instead")


def _never_number_again(table: str) -> None:
    """Makes a table anew that gives no number twice, even when the line that bore it is erased.

    SQLite can be told so only when a table is made. No other table refers to this one yet; what refers to it from
    inside is looked at when a statement ends, and each of these moves all of its rows.
    """
    made = op.get_bind().execute(sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql > ''"),
                                 {"table": table}).all()  # fmt: skip
    (before,) = (sql for kind, sql in made if kind == "table")
    key = f"CONSTRAINT pk_{table} PRIMARY KEY"
    after = before.replace("id INTEGER NOT NULL,", f"id INTEGER NOT NULL {key} AUTOINCREMENT,", 1)
    after = after.replace(f"{key} (id),", "", 1)
    op.execute(f"CREATE TABLE old_{table} AS SELECT * FROM {table}")
    op.drop_table(table)
    for sql in (after, *(sql for kind, sql in made if kind != "table")):
        op.get_bind().exec_driver_sql(sql)
    op.execute(f"INSERT INTO {table} SELECT * FROM old_{table} ORDER BY id")
    op.drop_table(f"old_{table}")


def _move_to_versions() -> None:
    """What hung on a contract hangs on its first version. Nothing refers to these tables: they are made anew."""
    for table, _columns in MOVED:
        op.rename_table(table, f"old_{table}")
    if op.get_bind().dialect.name == "postgresql":  # a name may be borne once, and its old bearer goes last
        op.execute("ALTER TABLE old_weekly_minimums RENAME CONSTRAINT pk_weekly_minimums TO old_pk_weekly_minimums")
        op.execute("ALTER TABLE old_plan_actions RENAME CONSTRAINT pk_plan_actions TO old_pk_plan_actions")
    _dated_tables()
    for table, columns in MOVED:
        op.execute(
            f"INSERT INTO {table} (version_id, {columns}) SELECT v.id, {columns} FROM old_{table} o "
            f"JOIN (SELECT id, contract_id FROM contract_versions) v ON v.contract_id = o.contract_id ORDER BY o.id"
        )
        op.drop_table(f"old_{table}")


def _guard(here: str, table: str, columns: str) -> None:
    when = f"CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OF {columns} ON {table}"
    if here == "sqlite":
        op.execute(f"{when} BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END")
    else:
        op.execute(f"{when} FOR EACH ROW EXECUTE FUNCTION refuse_ledger_change()")


def _dated_tables() -> None:
    op.create_table(
        "weekly_minimums",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("minutes", BIG, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(reason = 'none_on_request') = (minutes = 0)", name=op.f("ck_weekly_minimums_zero_only_on_request")
        ),
        sa.CheckConstraint(
            "reason IN ('general', 'lowered', 'none_on_request')", name=op.f("ck_weekly_minimums_reason")
        ),
        sa.CheckConstraint("minutes BETWEEN 0 AND 2100", name=op.f("ck_weekly_minimums_minutes")),
        sa.ForeignKeyConstraint(["version_id"], ["contract_versions.id"], name=op.f("fk_weekly_minimums_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_minimums")),
        sa.UniqueConstraint("version_id", "from_day", name=op.f("uq_weekly_minimums_version_id_from_day")),
    )
    op.create_table(
        "plan_actions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("activity", sa.String(length=30), nullable=False),
        sa.Column("provider", sa.String(length=200), nullable=True),
        sa.Column("place", sa.String(length=200), nullable=True),
        sa.Column("minutes_a_week", BIG, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(f"activity IN ({ACTIVITIES})", name=op.f("ck_plan_actions_activity")),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_plan_actions_ends_after_start"),
        ),
        sa.CheckConstraint(
            "minutes_a_week IS NULL OR minutes_a_week > 0", name=op.f("ck_plan_actions_minutes_a_week")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["contract_versions.id"], name=op.f("fk_plan_actions_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_actions")),
    )
    op.create_index("ix_plan_actions_version_id", "plan_actions", ["version_id"])


def _new_tables() -> None:
    op.create_table(
        "api_tokens",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_api_tokens_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_tokens")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_tokens_digest")),
    )
    op.create_index("ix_api_tokens_organisation_id", "api_tokens", ["organisation_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_consents_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index("ix_consents_person", "consents", ["person_id", "id"], unique=False)
    op.create_table(
        "name_words",
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_name_words_person_id")),
        sa.PrimaryKeyConstraint("digest", "person_id", name=op.f("pk_name_words")),
    )
    op.create_index("ix_name_words_person_id", "name_words", ["person_id"], unique=False)
    op.create_table(
        "accounts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("advisor_id", BIG, nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=True),
        sa.Column("second_factor", sa.LargeBinary(), nullable=True),
        sa.Column("second_factor_step", BIG, nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("failures", BIG, server_default="0", nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role <> 'advisor' OR advisor_id IS NOT NULL", name=op.f("ck_accounts_an_advisor_is_somebody")
        ),
        sa.CheckConstraint("role IN ('advisor', 'manager', 'administrator')", name=op.f("ck_accounts_role")),
        sa.ForeignKeyConstraint(["advisor_id"], ["advisors.id"], name=op.f("fk_accounts_advisor_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_accounts_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accounts")),
        sa.UniqueConstraint("email", name=op.f("uq_accounts_email")),
        sa.UniqueConstraint("subject", name=op.f("uq_accounts_subject")),
    )
    op.create_index("ix_accounts_advisor_id", "accounts", ["advisor_id"], unique=False)
    op.create_index("ix_accounts_organisation_id", "accounts", ["organisation_id"], unique=False)
    op.create_table(
        "account_codes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_account_codes_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_account_codes")),
    )
    op.create_index("ix_account_codes_account_id", "account_codes", ["account_id"], unique=False)
    op.create_table(
        "api_requests",
        sa.Column("id", BIG, nullable=False),
        sa.Column("token_id", BIG, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("status", BIG, nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["api_tokens.id"], name=op.f("fk_api_requests_token_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_requests")),
        sa.UniqueConstraint("token_id", "key", name=op.f("uq_api_requests_token_id_key")),
    )
    op.create_index("ix_api_requests_at", "api_requests", ["at"], unique=False)
    op.create_table(
        "link_attempts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("chat_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["conversations.id"], name=op.f("fk_link_attempts_chat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_attempts")),
    )
    op.create_index("ix_link_attempts_at", "link_attempts", ["at"], unique=False)
    op.create_index("ix_link_attempts_chat_id", "link_attempts", ["chat_id"], unique=False)
    op.create_table(
        "appointments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("contract_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("activity", sa.String(length=30), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("minutes", BIG, nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("with_whom", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("noted_by", BIG, nullable=True),
        sa.CheckConstraint(
            "activity IN ('job_search', 'interview', 'training', 'workshop', 'immersion', 'insertion_mission', 'business_creation', 'appointment', 'lifting_barriers', 'paid_work', 'volunteering', 'other')",
            name=op.f("ck_appointments_activity"),
        ),
        sa.CheckConstraint("kind IN ('appointment', 'workshop')", name=op.f("ck_appointments_kind")),
        sa.CheckConstraint("state IN ('planned', 'held', 'missed', 'cancelled')", name=op.f("ck_appointments_state")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_appointments_minutes")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_appointments_contract_id")),
        sa.ForeignKeyConstraint(["noted_by"], ["accounts.id"], name=op.f("fk_appointments_noted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointments")),
    )
    op.create_index("ix_appointments_contract", "appointments", ["contract_id", "starts_at"], unique=False)
    op.create_table(
        "audit",
        sa.Column("id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=10), nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("token_id", BIG, nullable=True),
        sa.Column("organisation_id", BIG, nullable=True),
        sa.Column("person_id", BIG, nullable=True),
        sa.Column("contract_id", BIG, nullable=True),
        sa.Column("deed", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=200), nullable=True),
        sa.CheckConstraint("by IN ('account', 'person', 'token', 'program')", name=op.f("ck_audit_by")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_audit_account_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_audit_contract_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_audit_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_audit_person_id")),
        sa.ForeignKeyConstraint(["token_id"], ["api_tokens.id"], name=op.f("fk_audit_token_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_organisation", "audit", ["organisation_id", "id"], unique=False)
    op.create_index("ix_audit_person", "audit", ["person_id", "id"], unique=False)
    op.create_table(
        "broadcasts",
        sa.Column("id", BIG, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("people", BIG, nullable=False),
        sa.Column("unreachable", BIG, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_broadcasts_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_broadcasts_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
        sa.UniqueConstraint("key", name=op.f("uq_broadcasts_key")),
    )
    op.create_index("ix_broadcasts_organisation_id", "broadcasts", ["organisation_id"], unique=False)
    op.create_table(
        "broadcast_people",
        sa.Column("id", BIG, nullable=False),
        sa.Column("broadcast_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("contract_id", BIG, nullable=False),
        sa.Column("parcel_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["broadcast_id"], ["broadcasts.id"], name=op.f("fk_broadcast_people_broadcast_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_broadcast_people_contract_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_broadcast_people_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_people")),
    )
    for column in ("broadcast_id", "person_id"):
        op.create_index(f"ix_broadcast_people_{column}", "broadcast_people", [column], unique=False)
    op.create_table(
        "data_requests",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", BIG, nullable=True),
        sa.CheckConstraint("kind IN ('erase', 'copy', 'correct')", name=op.f("ck_data_requests_kind")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_data_requests_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_data_requests_person_id")),
        sa.ForeignKeyConstraint(["settled_by"], ["accounts.id"], name=op.f("fk_data_requests_settled_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_requests")),
    )
    op.create_index("ix_data_requests_organisation_id", "data_requests", ["organisation_id"], unique=False)
    op.create_index("ix_data_requests_person_id", "data_requests", ["person_id"], unique=False)
    op.create_table(
        "diagnostics",
        sa.Column("id", BIG, nullable=False),
        sa.Column("contract_id", BIG, nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by", BIG, nullable=False),
        sa.Column("person_agreed_on", sa.Date(), nullable=True),
        sa.Column("training", sa.LargeBinary(), nullable=True),
        sa.Column("qualifications", sa.LargeBinary(), nullable=True),
        sa.Column("skills", sa.LargeBinary(), nullable=True),
        sa.Column("experience", sa.LargeBinary(), nullable=True),
        sa.Column("situation", sa.LargeBinary(), nullable=True),
        sa.Column("market", sa.LargeBinary(), nullable=True),
        sa.Column("adaptation", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_diagnostics_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["advisors.id"], name=op.f("fk_diagnostics_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnostics")),
    )
    op.create_index("ix_diagnostics_contract_id", "diagnostics", ["contract_id"], unique=False)
    op.create_table(
        "imports",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", BIG, nullable=False),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("added", BIG, nullable=False),
        sa.Column("changed", BIG, nullable=False),
        sa.Column("unchanged", BIG, nullable=False),
        sa.Column("refused", BIG, nullable=False),
        sa.Column("report", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_imports_account_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name=op.f("fk_imports_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
    )
    op.create_index("ix_imports_organisation_id", "imports", ["organisation_id"], unique=False)
    op.create_table(
        "periods",
        sa.Column("id", BIG, nullable=False),
        sa.Column("contract_id", BIG, nullable=False),
        sa.Column("kind", sa.LargeBinary(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("minutes", BIG, nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("noted_by", BIG, nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_periods_ends_after_start")),
        sa.CheckConstraint("minutes BETWEEN 0 AND 2100", name=op.f("ck_periods_minutes")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_periods_contract_id")),
        sa.ForeignKeyConstraint(["noted_by"], ["accounts.id"], name=op.f("fk_periods_noted_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_periods")),
    )
    op.create_index("ix_periods_contract", "periods", ["contract_id", "first_day"], unique=False)
    op.create_table(
        "referents",
        sa.Column("id", BIG, nullable=False),
        sa.Column("contract_id", BIG, nullable=False),
        sa.Column("advisor_id", BIG, nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("named_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["advisor_id"], ["advisors.id"], name=op.f("fk_referents_advisor_id")),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_referents_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referents")),
    )
    op.create_index("ix_referents_contract", "referents", ["contract_id", "id"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", BIG, nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"], unique=False)
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"], unique=False)
    op.create_table(
        "contract_versions",
        sa.Column("id", BIG, nullable=False),
        sa.Column("contract_id", BIG, nullable=False),
        sa.Column("number", BIG, nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.Column("path", sa.String(length=20), nullable=True),
        sa.Column("degree", sa.String(length=20), nullable=True),
        sa.Column("minutes_less_per_holiday", BIG, nullable=True),
        sa.Column("diagnostic_id", BIG, nullable=True),
        sa.Column("why", sa.LargeBinary(), nullable=True),
        sa.Column("revision", BIG, server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_signed_on", sa.Date(), nullable=True),
        sa.Column("organisation_signed_on", sa.Date(), nullable=True),
        sa.Column("refused_on", sa.Date(), nullable=True),
        sa.Column("refused_by", sa.String(length=20), nullable=True),
        sa.CheckConstraint("degree IN ('light', 'regular', 'intensive')", name=op.f("ck_contract_versions_degree")),
        sa.CheckConstraint(
            "path IN ('professional', 'socio_professional', 'social')", name=op.f("ck_contract_versions_path")
        ),
        sa.CheckConstraint(
            "state <> 'signed' OR (person_signed_on IS NOT NULL AND organisation_signed_on IS NOT NULL)",
            name=op.f("ck_contract_versions_signed_by_both"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'proposed', 'signed', 'refused', 'withdrawn')",
            name=op.f("ck_contract_versions_state"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= from_day",
            name=op.f("ck_contract_versions_ends_after_start"),
        ),
        sa.CheckConstraint(
            "minutes_less_per_holiday IS NULL OR minutes_less_per_holiday BETWEEN 1 AND 600",
            name=op.f("ck_contract_versions_minutes_less_per_holiday"),
        ),
        sa.ForeignKeyConstraint(["contract_id"], ["contracts.id"], name=op.f("fk_contract_versions_contract_id")),
        sa.ForeignKeyConstraint(
            ["diagnostic_id"], ["diagnostics.id"], name=op.f("fk_contract_versions_diagnostic_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_versions")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_contract_versions_contract_id_number")),
    )
    op.create_table(
        "reviews",
        sa.Column("id", BIG, nullable=False),
        sa.Column("declaration_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("minutes", BIG, nullable=True),
        sa.Column("activity", sa.String(length=30), nullable=True),
        sa.Column("words", sa.LargeBinary(), nullable=True),
        sa.Column("account_id", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(kind = 'answer') = (account_id IS NULL)", name=op.f("ck_reviews_who_speaks")),
        sa.CheckConstraint(
            "(kind IN ('validated', 'requalified')) = (minutes IS NOT NULL) AND (minutes IS NULL OR minutes BETWEEN 0 AND 1500)",
            name=op.f("ck_reviews_minutes_by_kind"),
        ),
        sa.CheckConstraint(
            "activity IN ('job_search', 'interview', 'training', 'workshop', 'immersion', 'insertion_mission', 'business_creation', 'appointment', 'lifting_barriers', 'paid_work', 'volunteering', 'other')",
            name=op.f("ck_reviews_activity"),
        ),
        sa.CheckConstraint("kind = 'validated' OR words IS NOT NULL", name=op.f("ck_reviews_a_reason_is_given")),
        sa.CheckConstraint(
            "kind IN ('validated', 'requalified', 'question', 'answer')", name=op.f("ck_reviews_kind")
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_reviews_account_id")),
        sa.ForeignKeyConstraint(["declaration_id"], ["declarations.id"], name=op.f("fk_reviews_declaration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reviews_declaration", "reviews", ["declaration_id", "id"], unique=False)
    op.create_table(
        "commitments",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("by_day", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=True),
        sa.Column("state_on", sa.Date(), nullable=True),
        sa.CheckConstraint("side IN ('organisation', 'person', 'breach')", name=op.f("ck_commitments_side")),
        sa.CheckConstraint(
            "state IN ('to_come', 'under_way', 'kept', 'not_kept')", name=op.f("ck_commitments_state")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["contract_versions.id"], name=op.f("fk_commitments_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
    )
    op.create_index("ix_commitments_version_id", "commitments", ["version_id"], unique=False)
    op.create_table(
        "objectives",
        sa.Column("id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("indicator", sa.LargeBinary(), nullable=True),
        sa.Column("target", sa.LargeBinary(), nullable=True),
        sa.Column("by_day", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("state_on", sa.Date(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'reached', 'dropped')", name=op.f("ck_objectives_state")),
        sa.ForeignKeyConstraint(["version_id"], ["contract_versions.id"], name=op.f("fk_objectives_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objectives")),
    )
    op.create_index("ix_objectives_version_id", "objectives", ["version_id"], unique=False)
