"""A large invented base, made by the database itself: organisations, advisors, people, contracts, hours.

Names are of a few hundred that were sealed beforehand; all the rest is spread by arithmetic on each row's number.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

import psycopg
from psycopg import sql

from actions.store.columns import Keyring
from actions.store.people import digests, name_words

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)
PEOPLE_PER_ADVISOR = 300
LINES_EACH = 20
# (how many organisations, how many people each), for a million people
SIZES = ((1, 100_000), (4, 50_000), (10, 20_000), (60, 5_000), (200, 1_000))
GIVEN = ("Amina", "Bruno", "Chloé", "David", "Emma", "Farid", "Gisèle", "Hugo", "Inès", "Jean", "Karim", "Léa",
         "Moussa", "Nadia", "Omar", "Paul", "Quentin", "Rose", "Sofia", "Tariq")  # fmt: skip
STARTS = ("Mar", "Ber", "Du", "Le", "Ro", "Ga", "Ben", "Fer", "La", "Mo", "Per", "Sa", "Ka", "Tra", "Gui", "Bou")
MIDDLES = ("ti", "na", "ro", "li", "be", "ma", "di")
ENDS = ("n", "rd", "lle", "ez", "oui")
FAMILY = tuple(f"{start}{middle}{end}" for start in STARTS for middle in MIDDLES for end in ENDS)
FILLED = (
    "organisations", "advisors", "people", "name_words", "contracts", "referents", "contract_versions",
    "weekly_minimums", "periods", "conversations", "link_codes", "receipts", "declarations", "reviews",
)  # fmt: skip


def organisations(people: int) -> list[int]:
    """The sizes of the organisations, the largest first; the smallest make up the number."""
    share = people / 1_000_000
    sizes = [max(PEOPLE_PER_ADVISOR, round(size * share)) for count, size in SIZES for _ in range(count)]
    while sum(sizes) > people and len(sizes) > 1:
        sizes.pop()
    sizes[0] += people - sum(sizes)
    return sizes


def fill(url: str, keyring: Keyring, people: int) -> None:
    """Fills the empty base of today's shape at `url`."""
    with psycopg.connect(url, autocommit=True) as base:
        base.execute("SET session_replication_role = replica")  # what is invented here is whole by its making
        base.execute("SET maintenance_work_mem = '1GB'")
        base.execute("SET synchronous_commit = off")
        indexes = _drop_indexes(base)
        _names(base, keyring)
        _sizes(base, organisations(people))
        for title, statement in STEPS.items():
            began = time.perf_counter()
            for turn in range(LINES_EACH if ":turn" in statement else 1):
                base.execute(_filled(statement, turn))
            print(f"  {title:14} {time.perf_counter() - began:6.1f} s", flush=True)
        began = time.perf_counter()
        for index in indexes:
            base.execute(index)  # type: ignore[call-overload]  # as the database itself wrote it
        print(f"  {'indexes':14} {time.perf_counter() - began:6.1f} s", flush=True)
        for table in FILLED:
            base.execute(
                sql.SQL("SELECT setval(pg_get_serial_sequence({0}, 'id'), COALESCE(max(id), 1)) FROM {1}").format(
                    sql.Literal(table), sql.Identifier(table)
                )
            ) if table not in {"name_words", "link_codes"} else None
        base.execute("VACUUM (ANALYZE)")


def _filled(statement: str, turn: int) -> str:
    values = {":now": f"TIMESTAMPTZ '{NOW.isoformat()}'", ":today": f"DATE '{NOW.date()}'", ":turn": str(turn)}
    values |= {":given": str(len(GIVEN)), ":family": str(len(FAMILY)), ":lines": str(LINES_EACH)}
    for name, value in values.items():
        statement = statement.replace(name, value)
    return statement


def _drop_indexes(base: psycopg.Connection) -> list[str]:
    """Drops what the filling would only slow down, and gives the statements that make it again."""
    found = base.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s)"
        " AND indexname NOT LIKE 'pk_%%' AND indexname NOT IN (SELECT conname FROM pg_constraint)",
        [list(FILLED)],
    ).fetchall()
    for name, _definition in found:
        base.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    base.execute("ALTER TABLE declarations DROP CONSTRAINT uq_declarations_reverses_id")
    again = "ALTER TABLE declarations ADD CONSTRAINT uq_declarations_reverses_id UNIQUE (reverses_id)"
    return [*(definition for _name, definition in found), again]


def _names(base: psycopg.Connection, keyring: Keyring) -> None:
    base.execute("CREATE TEMP TABLE some_names (kind text, n int, sealed bytea, digest text)")
    with base.cursor().copy("COPY some_names FROM STDIN") as copy:
        for kind, names in (("given", GIVEN), ("family", FAMILY), ("words", ("deux heures de CV à la maison",))):
            for number, name in enumerate(names):
                copy.write_row((kind, number, keyring.close(name), digests(keyring, name_words(name)[0])[0]))
    base.execute("ANALYZE some_names")


def _sizes(base: psycopg.Connection, sizes: list[int]) -> None:
    base.execute("CREATE TEMP TABLE sizes (org int, first int, size int, advisors int, first_advisor int)")
    first = advisor = 1
    with base.cursor().copy("COPY sizes FROM STDIN") as copy:
        for number, size in enumerate(sizes, 1):
            advisors = -(-size // PEOPLE_PER_ADVISOR)
            copy.write_row((number, first, size, advisors, advisor))
            first, advisor = first + size, advisor + advisors
    base.execute(
        "CREATE TEMP TABLE crowd AS SELECT i, org, first_advisor + (i - first) % advisors AS advisor,"
        " CASE i % 33 WHEN 0 THEN 'draft' WHEN 1 THEN 'proposed' WHEN 2 THEN 'ended' WHEN 3 THEN 'ended'"
        " ELSE 'signed' END AS state FROM sizes, LATERAL generate_series(first, first + size - 1) i"
    )


# Each row's number is multiplied by a prime before it is divided: neighbours differ, and every run is alike.
STEPS = {
    "organisations": """
        INSERT INTO organisations (id, name, kind) SELECT org, 'Organisation ' || org, 'mission_locale' FROM sizes""",
    "advisors": """
        INSERT INTO advisors (id, organisation_id, name, role)
        SELECT a, org, 'Conseillère ' || a, 'conseillère'
        FROM sizes, LATERAL generate_series(first_advisor, first_advisor + advisors - 1) a""",
    "people": """
        INSERT INTO people (id, given_name, family_name, zone, language, created_at)
        SELECT i, g.sealed, f.sealed, CASE i % 20 WHEN 0 THEN 'Indian/Reunion' ELSE 'Europe/Paris' END, 'fr', :now
        FROM crowd JOIN some_names g ON g.kind = 'given' AND g.n = (i::bigint * 7919) % :given
        JOIN some_names f ON f.kind = 'family' AND f.n = (i::bigint * 104729) % :family""",
    "name_words": """
        INSERT INTO name_words (digest, person_id)
        SELECT s.digest, i FROM crowd
        JOIN some_names s ON s.kind = 'given' AND s.n = (i::bigint * 7919) % :given
        UNION SELECT s.digest, i FROM crowd
        JOIN some_names s ON s.kind = 'family' AND s.n = (i::bigint * 104729) % :family""",
    "contracts": """
        INSERT INTO contracts (id, person_id, organisation_id, referent_id, reference, state, signed_on, starts_on,
            ends_on, review_on, ending, heard_at, waiting_since)
        SELECT i, i, org, advisor, 'R' || i, state, :today - 200 - i % 90, :today - 200 - i % 90,
            CASE WHEN i % 3 = 0 THEN :today + (i::bigint * 31 % 300)::int END,
            CASE WHEN i % 5 < 3 AND state = 'signed' THEN :today + (i::bigint * 37 % 180)::int - 2 END,
            CASE WHEN state = 'ended' THEN 'expired' END,
            CASE WHEN i % 19 > 0 AND state = 'signed'
                THEN :now - (i::bigint * 7907 % 2000000) * interval '1 second' END,
            CASE WHEN i % 20 < 7 AND state = 'signed'
                THEN :now - (i::bigint * 6101 % 1700000) * interval '1 second' END
        FROM crowd""",
    "referents": """
        INSERT INTO referents (id, contract_id, advisor_id, from_day, named_at)
        SELECT i, i, advisor, :today - 200, :now FROM crowd""",
    "versions": """
        INSERT INTO contract_versions (id, contract_id, number, state, from_day, created_at, proposed_at,
            person_signed_on, organisation_signed_on)
        SELECT i, i, 1, CASE state WHEN 'ended' THEN 'signed' ELSE state END, :today - 200 - i % 90, :now,
            CASE WHEN state <> 'draft' THEN :now - (i % 30) * interval '1 day' END,
            CASE WHEN state IN ('signed', 'ended') THEN :today - 200 END,
            CASE WHEN state IN ('signed', 'ended') THEN :today - 200 END FROM crowd
        UNION ALL SELECT 10000000 + i, i, 2, 'signed', :today - 40, :now, :now, :today - 41, :today - 41
        FROM crowd WHERE state = 'signed' AND i % 10 = 5""",
    "minimums": """
        INSERT INTO weekly_minimums (id, version_id, from_day, minutes, reason)
        SELECT id, id, from_day, CASE WHEN contract_id % 21 = 0 THEN 0 ELSE 420 + contract_id % 9 * 60 END,
            CASE WHEN contract_id % 21 = 0 THEN 'none_on_request' ELSE 'general' END FROM contract_versions""",
    "periods": """
        INSERT INTO periods (id, contract_id, kind, first_day, last_day, minutes, source, noted_at)
        SELECT i, i, sealed, :today - i % 100, :today - i % 100 + 10, i % 3 * 120, sealed, :now
        FROM crowd, some_names WHERE kind = 'words' AND i % 20 = 3""",
    "conversations": """
        INSERT INTO conversations (id, channel, address, person_id, state, version, updated_at, blocked_at)
        SELECT i, 'telegram', i::text, i, sealed, 0, :now, CASE WHEN i % 40 = 1 THEN :now END
        FROM crowd, some_names WHERE kind = 'words' AND i % 4 > 0""",
    "link_codes": """
        INSERT INTO link_codes (digest, person_id, made_at, expires_at, used_at, ended_why)
        SELECT md5(i::text), i, :now - interval '9 days', :now, :now - interval '8 days',
            CASE WHEN i % 5000 = 7 THEN 'not_me' ELSE 'used' END FROM crowd""",
    "receipts": """
        INSERT INTO receipts (id, person_id, number, question, at) SELECT i, i, 1, i::text, :now FROM crowd""",
    # a week of everybody's after the other, as a ledger fills; every fiftieth line is taken back
    "declarations": """
        INSERT INTO declarations (id, person_id, contract_id, receipt_id, kind, day, minutes, activity, late, words,
            reverses_id, recorded_at, recorded_by)
        SELECT :turn::bigint * 10000000 + i, i, i, i,
            CASE WHEN back THEN 'reversal' ELSE 'hours' END,
            :today - (:lines - 1 - :turn) * 7 - i % 3,
            CASE WHEN back THEN -1 ELSE 1 END * (30 + (i::bigint * 53 % 20)::int * 15), 'job_search', false,
            CASE WHEN i % 4 = 0 THEN sealed END,
            CASE WHEN back THEN (:turn - 1)::bigint * 10000000 + i END,
            :now - (:lines - 1 - :turn) * interval '7 days', 'person'
        FROM (SELECT i, :turn > 0 AND (i + :turn) % 50 = 0 AS back FROM crowd) c, some_names WHERE kind = 'words'""",
    "reviews": """
        INSERT INTO reviews (id, declaration_id, kind, minutes, activity, words, account_id, at)
        SELECT id, id, 'validated', minutes, activity, NULL, 1, :now FROM declarations
        WHERE kind = 'hours' AND day < :today - 14 AND id % 5 < 4
        UNION ALL
        SELECT 1000000000 + d.id * 2 + k, d.id, CASE k WHEN 0 THEN 'question' ELSE 'answer' END, NULL, NULL, sealed,
            CASE k WHEN 0 THEN 1 END, :now
        FROM declarations d, generate_series(0, 1) k, some_names s
        WHERE d.kind = 'hours' AND d.day >= :today - 14 AND d.id % 100 = 3 AND s.kind = 'words'""",
}
