"""What every table shares: names of constraints, types, and closed lists of codes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, MetaData
from sqlalchemy.orm import DeclarativeBase

from actions.store.columns import BigId, Instant

CHANNELS = ("telegram", "terminal")
ACTIVITIES = (
    "job_search", "interview", "training", "workshop", "immersion", "insertion_mission",
    "business_creation", "appointment", "lifting_barriers", "paid_work", "volunteering", "other",
)  # fmt: skip
MOST_MINUTES_A_DAY = 25 * 60
MOST_MINUTES_A_WEEK = 35 * 60  # the legal working time


class Row(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Instant(), int: BigId}  # noqa: RUF012  # as SQLAlchemy reads it


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=column)


def weekly_minutes(column: str = "minutes") -> CheckConstraint:
    return CheckConstraint(f"{column} BETWEEN 0 AND {MOST_MINUTES_A_WEEK}", name=column)
