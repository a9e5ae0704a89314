"""Routes over what runs go by: matching profiles, exchange rates, and what people have taught."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flask import Response, request

from python_ocr_reconcile.api.answers import json_answer, stored_rates
from python_ocr_reconcile.api.bodies import CHUNK_BYTES
from python_ocr_reconcile.api.exchange import read_body
from python_ocr_reconcile.api.guard import GuardedBlueprint
from python_ocr_reconcile.api.matching_bodies import PROFILE_NAME_SCHEMA, profile_request
from python_ocr_reconcile.api.parameters import Parameter, query
from python_ocr_reconcile.errors import NotFoundError, UnsupportedMediaTypeError
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI

RATES_NAME = Parameter(
    "name",
    "What to call the table, such as the name of its file",
    {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[^\\u0000]*$", "default": "rates.csv"},
)
RATES_PARAMETERS: Mapping[str, Parameter] = MappingProxyType({RATES_NAME.name: RATES_NAME})
RATES_TYPE = "text/csv"
_NAME = Parameter("name", "The name of a profile", PROFILE_NAME_SCHEMA)


def add_matching(routes: GuardedBlueprint, api: ProductionJSONAPI) -> None:
    """The routes that set and show them."""
    _add_profiles(routes, api)
    _add_rates(routes, api)

    @routes.get("/memory", needs="read")
    def get_memory() -> Response:
        return json_answer(api.matching.memory())

    @routes.delete("/memory/aliases", needs="reconcile")
    def forget_aliases() -> Response:
        return json_answer(api.matching.forget(None))

    @routes.delete("/memory/aliases/<alias_id>", needs="reconcile")
    def forget_alias(alias_id: str) -> Response:
        return json_answer(api.matching.forget([alias_id]))


def _add_profiles(routes: GuardedBlueprint, api: ProductionJSONAPI) -> None:
    @routes.get("/profiles", needs="read")
    def list_profiles() -> Response:
        return json_answer({"items": api.matching.profiles()})

    @routes.get("/profiles/<name>", needs="read")
    def get_profile(name: str) -> Response:
        return json_answer(api.matching.profile(_NAME.checked(name)))

    @routes.put("/profiles/<name>", needs="reconcile")
    def put_profile(name: str) -> Response:
        return json_answer(api.matching.put_profile(_NAME.checked(name), profile_request(request)))

    @routes.delete("/profiles/<name>", needs="reconcile")
    def delete_profile(name: str) -> Response:
        api.matching.delete_profile(_NAME.checked(name))
        return Response(status=204)


def _add_rates(routes: GuardedBlueprint, api: ProductionJSONAPI) -> None:
    @routes.get("/rates", needs="read")
    def get_rates() -> Response:
        table = api.matching.rates()
        if table is None:
            raise NotFoundError("there is no table of exchange rates", kind="rates")
        return json_answer(stored_rates(table))

    @routes.put("/rates", needs="reconcile")
    def put_rates() -> Response:
        if request.mimetype != RATES_TYPE:
            raise UnsupportedMediaTypeError(
                f"The content type is {request.mimetype or 'missing'!r}, not {RATES_TYPE!r}."
            )
        name = query(request, RATES_PARAMETERS).get("name", str(RATES_NAME.schema["default"]))
        data = b"".join(iter(lambda: read_body(request.stream, CHUNK_BYTES), b""))
        return json_answer(stored_rates(api.matching.put_rates(data, name)))

    @routes.delete("/rates", needs="reconcile")
    def delete_rates() -> Response:
        api.matching.delete_rates()
        return Response(status=204)
