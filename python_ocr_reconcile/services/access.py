"""Who asks, and what he may do: tokens with scopes, each for the rows of one tenant."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from python_ocr_reconcile.errors import ForbiddenError, InputError, UnauthenticatedError
from python_ocr_reconcile.models.production_json_models import DEFAULT_TENANT
from python_ocr_reconcile.storage.store import LOCAL, Store
from python_ocr_reconcile.storage.tokens import TokenRow

Scope = Literal["read", "upload", "reconcile", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
_OPEN_SECONDS = 0.1
"""A process that found no token looks again after so long: another may have made the first one."""
_NAME = re.compile(r"[\w.@-]{1,64}")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who asks."""

    tenant: str
    actor: str
    """The user of the token; what the audit calls him."""
    scopes: frozenset[Scope]
    token_id: str | None = None
    """``None`` where no token was needed."""

    def require(self, scope: Scope) -> None:
        """Raise `ForbiddenError` unless he may; who is admin may do everything with his tenant's rows."""
        if scope not in self.scopes and "admin" not in self.scopes:
            raise ForbiddenError(f"This token may not do that: it has no scope {scope!r}.", scope=scope)


NOBODY = Identity("", "anonymous", frozenset())
"""Who sees what is public, and no row."""
OPEN = Identity(DEFAULT_TENANT, LOCAL, frozenset(SCOPES))
"""Who asks from this machine while there are no tokens."""


class Access:
    """Tells who asks."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._closed = False
        self._looked = float("-inf")

    def identify(self, token: str | None, *, from_this_machine: bool) -> Identity:
        """The identity behind `token`; without one, while none was ever made, that of who is at this machine.

        Raises `UnauthenticatedError`.
        """
        if token is not None:
            row = self._store.open_token(token)
            scopes = frozenset(scope for scope in SCOPES if scope in row.scopes)
            return Identity(row.tenant, row.user_name, scopes, row.token_id)
        if not from_this_machine:
            raise UnauthenticatedError(
                "A token is needed: this machine did not send this to itself, as localhost or 127.0.0.1."
            )
        # Once there is a token there always is one, revoked or not: nothing opens again by itself.
        if not self._closed and time.monotonic() - self._looked >= _OPEN_SECONDS:
            if self._store.has_tokens():
                self._closed = True
            self._looked = time.monotonic()
        if self._closed:
            raise UnauthenticatedError("A token is needed.")
        return OPEN

    def create(
        self, user_name: str, scopes: Sequence[str], *, tenant: str = DEFAULT_TENANT, days: int | None = None
    ) -> tuple[str, TokenRow]:
        """A new token, told this once, and its row. Raises `InputError`."""
        for name in (user_name, tenant):
            if not _NAME.fullmatch(name):
                raise InputError(f"{name!r} is no name: 1 to 64 letters, digits, dots, dashes, @ and _.")
        if not scopes or not set(scopes) <= set(SCOPES):
            raise InputError(f"The scopes are {', '.join(SCOPES)}; at least one is needed.")
        valid_for = None if days is None else timedelta(days=days)
        chosen = [scope for scope in SCOPES if scope in scopes]
        made = self._store.create_token(
            tenant=tenant, user_name=user_name, scopes=list(chosen), valid_for=valid_for
        )
        self._closed = True
        return made
