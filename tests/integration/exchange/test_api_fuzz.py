"""Thousands of requests that nobody thought of, against the document that the API publishes of itself."""

from __future__ import annotations

import asyncio

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from actions.records.exchange import TOKEN_SCOPES
from actions.store.columns import Keyring
from actions.store.engine import Store
from actions.store.upgrade import upgrade
from bot.exchange.api import api
from tests.console import desk_at
from tests.exchanging import contract
from tests.integration.exchange.conftest import NOW

EXAMPLES = 60
# A shape cannot tell that an end comes after its start, nor that a signed contract stays as it is.
ACCEPTED = ["2xx", "401", "403", "404", "409", "422", "5xx"]
FREE = ("objectives", "actions", "commitments", "amendment_reason", "minutes_less_per_holiday", "path", "degree")
CONFIG = {"checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}}, "seed": 1}


def without_reference(sheet: dict) -> dict:
    return {name: part for name, part in sheet.items() if name != "reference"}


async def prepared(url: str) -> tuple[Store, str]:
    """A store with one contract in it, and a token that may do everything."""
    store = Store(url, Keyring((Keyring.new_key(),)))
    await upgrade(store)
    desk = desk_at(store, NOW)
    async with store.writing() as work:
        organisation = await work.contracts.add_organisation("Mission locale", "mission_locale", None)
        token = await work.exchange.add_token(organisation, "essai", TOKEN_SCOPES, NOW, None)
    sheet = without_reference(contract(1))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api(desk)), base_url="https://api.test") as client:
        answer = await client.put(
            "/v1/contracts/CE-2026-0001", json=sheet, headers={"Authorization": f"Bearer {token}"}
        )
    assert answer.status_code == 201
    return store, token


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory):
    store, token = asyncio.run(prepared(f"sqlite:///{tmp_path_factory.mktemp('fuzz') / 'jalon.db'}"))
    app = api(desk_at(store, NOW), "1000000/minute")
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, config=SchemathesisConfig.from_dict(CONFIG))
    schema.token = token
    yield schema
    asyncio.run(store.close())


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fits", "does_not_fit"])
@pytest.mark.parametrize(
    "operation", ["put_contract", "get_contract", "get_contract_declarations", "get_declarations"]
)
def test_every_answer_is_as_the_document_says(published, operation, mode):
    asked = published.find_operation_by_id(operation)
    headers = {"Authorization": f"Bearer {published.token}"}
    statuses = set()

    @given(case=asked.as_strategy(generation_mode=mode), there=booleans())
    @settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    def hold(case: schemathesis.Case, there: bool) -> None:
        if there and mode is GenerationMode.POSITIVE and case.path_parameters:
            case.path_parameters["reference"] = "CE-2026-0001"
            if isinstance(case.body, dict):  # what holds together by its rules, with parts that nobody thought of
                parts = {name: part for name, part in case.body.items() if name in FREE}
                case.body = without_reference(contract(1)) | parts
        statuses.add(case.call_and_validate(headers=headers).status_code)

    hold()
    reached = {200, 201, 409} if mode is GenerationMode.POSITIVE else {404, 422}
    assert statuses & reached, statuses
