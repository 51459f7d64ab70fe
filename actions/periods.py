"""Periods during which less is asked: noted by the advisor, told to the person, cancelled, never changed."""

from __future__ import annotations

from datetime import date, datetime

from actions.access import Scope, reaches
from actions.records import PERIOD_KINDS, Account, Contract, Period
from actions.reply import Reply
from actions.store.work import Work
from content.values import Duration, FullDay, Value

LONGEST_SOURCE = 500
LONGEST_DAYS = 366


def fault_of(contract: Contract, period: Period) -> str | None:
    """Why a period cannot be noted: a code; None when it can.

    A period lowers the duration and never raises it: « lowers_nothing » is one that would change no week.
    """
    if period.kind not in PERIOD_KINDS:
        return "bad_kind"
    if period.last_day < period.first_day:
        return "ends_before_start"
    if (period.last_day - period.first_day).days > LONGEST_DAYS:
        return "too_long"
    if not (contract.covers(period.first_day) or contract.covers(period.last_day)):
        return "outside_contract"
    if not period.source.strip():
        return "no_source"
    if len(period.source) > LONGEST_SOURCE:
        return "long_source"
    return None if 0 <= period.minutes < highest_in(contract, period) else "lowers_nothing"


def highest_in(contract: Contract, period: Period) -> int:
    """The highest weekly minutes that the contract writes during the period."""
    begun = [minimum for minimum in contract.minimums if minimum.from_day <= period.last_day]
    current = [minimum.minutes for minimum in begun if minimum.from_day <= period.first_day][-1:]
    return max([*current, *(m.minutes for m in begun if m.from_day > period.first_day)], default=0)


async def note(
    work: Work, scope: Scope, account: Account, contract: Contract, period: Period, now: datetime
) -> str | Reply:
    """Notes it, and gives what the person is to be told; or the code of the fault, with nothing noted."""
    if not reaches(scope, contract):
        return "unknown"
    if fault := fault_of(contract, period):
        return fault
    await work.periods.add(contract.id, period, now, account.id)
    await _audit(work, "period_noted", account, contract, period, now)
    values: dict[str, Value] = {
        "start": FullDay(period.first_day), "end": FullDay(period.last_day), "time": Duration(period.minutes),
    }  # fmt: skip
    return Reply("periods.noted" if period.minutes else "periods.noted_none", values)


async def cancel(
    work: Work, scope: Scope, account: Account, contract: Contract, period_id: int, today: date, now: datetime
) -> str | Reply:
    """Cancels it, and gives what the person is to be told; or a code: « unknown » or « cancelled_already »."""
    period = next((each for each in contract.periods if each.id == period_id), None)
    if not reaches(scope, contract):
        return "unknown"
    if period is None or not await work.periods.cancel(contract.id, period_id, now):
        return "cancelled_already"
    await _audit(work, "period_cancelled", account, contract, period, now)
    values: dict[str, Value] = {"start": FullDay(period.first_day), "end": FullDay(period.last_day)}
    return Reply("periods.cancelled" if period.last_day >= today else "periods.cancelled_past", values)


async def _audit(work: Work, deed: str, account: Account, contract: Contract, period: Period, now: datetime) -> None:
    """The days and no more: the kind may tell of somebody's health."""
    await work.audit.note(
        deed, now, account=account, person_id=await work.contracts.person_of(contract.id), contract_id=contract.id,
        detail=f"{period.first_day.isoformat()}/{period.last_day.isoformat()}",
    )  # fmt: skip
