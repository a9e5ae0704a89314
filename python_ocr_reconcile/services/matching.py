"""What a tenant has set for its runs, and what its people have taught: profiles, exchange rates, memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from python_ocr_reconcile.errors import InputError, NotFoundError, StorageError
from python_ocr_reconcile.intake.exchange_rates import exchange_rates
from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.models.given_profile import profile_of
from python_ocr_reconcile.models.memory import Memory
from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.models.rates import ExchangeRates
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.services.learn import forgotten
from python_ocr_reconcile.storage.store import Store
from python_ocr_reconcile.storage.tenant_documents import THE_ONE

PROFILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
"""What a stored profile may be called: it stands in paths and on the command line."""
_ATTEMPTS = 20


class Matching:
    """Settings and memory of one tenant."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def profile(self, name: str | None = None) -> MatchingProfile:
        """The stored profile `name`; ``None``: the one called ``default`` if there is one, else the defaults.

        Raises `NotFoundError`.
        """
        stored = self._store.tenant_document("profile", name or THE_ONE)
        if stored is not None:
            return decode(stored, MatchingProfile)
        if name in (None, THE_ONE):
            return MatchingProfile()
        raise NotFoundError(f"there is no matching profile {name!r}", kind="profile")

    def profiles(self) -> list[str]:
        """The names of the stored profiles."""
        return self._store.tenant_document_names("profile")

    def put_profile(self, name: str, given: bytes | str | dict[str, Any]) -> MatchingProfile:
        """Store a profile under `name`; ``default`` is what runs take that name none.

        `given` says what differs from the defaults. Raises `InputError` for the name, and `ProfileError`.
        """
        if not PROFILE_NAME.fullmatch(name):
            raise InputError(
                "The name of a profile has 1 to 64 letters, digits, dots, dashes and underscores.",
                parameter="name",
            )
        profile = profile_of({**(given if isinstance(given, dict) else _object(given)), "name": name})
        self._store.put_tenant_document("profile", name, encode(profile))
        return profile

    def delete_profile(self, name: str) -> None:
        """Raises `NotFoundError`."""
        if not self._store.delete_tenant_document("profile", name):
            raise NotFoundError(f"there is no matching profile {name!r}", kind="profile")

    def rates(self) -> ExchangeRates | None:
        """The stored table of exchange rates, if there is one."""
        stored = self._store.tenant_document("rates")
        return None if stored is None else decode(stored, ExchangeRates)

    def put_rates(self, data: bytes, name: str) -> ExchangeRates:
        """Store the table in `data`, a file called `name`, in place of the one that is there.

        Raises `RatesError`.
        """
        table = exchange_rates(data, name)
        json = encode(table)
        validate(json, "rates")
        self._store.put_tenant_document("rates", THE_ONE, json)
        return table

    def delete_rates(self) -> None:
        """Raises `NotFoundError`."""
        if not self._store.delete_tenant_document("rates"):
            raise NotFoundError("there is no table of exchange rates", kind="rates")

    def memory(self) -> Memory:
        """What the tenant's people have taught; empty where that is nothing."""
        stored = self._store.tenant_document("memory")
        return Memory() if stored is None else decode(stored, Memory)

    def forget(self, alias_ids: Sequence[str] | None) -> Memory:
        """Forget these aliases; ``None``: all of them, and how often which evidence held.

        Confirmed links and rejected pairs stay. Raises `NotFoundError` for an alias that is not there.
        """
        for _ in range(_ATTEMPTS):
            known = self._store.tenant_document("memory")
            before = Memory() if known is None else decode(known, Memory)
            there = {one.alias_id for one in before.aliases}
            unknown = next((one for one in alias_ids or () if one not in there), None)
            if unknown is not None:
                raise NotFoundError(f"there is no alias {unknown!r}", kind="alias")
            memory = forgotten(before, alias_ids)
            if memory == before or self._store.put_tenant_document(
                "memory", THE_ONE, encode(memory), seen=known
            ):
                return memory
        raise StorageError("nothing was forgotten: too many others teach at once")


def _object(given: bytes | str) -> dict[str, Any]:
    profile_of(given)  # raises where it is no profile
    decoded: dict[str, Any] = decode(given, dict[str, Any])
    return decoded
