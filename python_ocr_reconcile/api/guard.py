"""What a request needs before its route is asked: a token, a scope, and not too many requests.

Every route says where it is declared what it needs; one that does not cannot be declared.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Literal, cast, get_args

from flask import Blueprint, g, has_request_context, request
from werkzeug.local import LocalProxy

from python_ocr_reconcile.api.browsers import is_loopback, is_loopback_host, refuse_other_sites
from python_ocr_reconcile.errors import RateLimitedError, UnauthenticatedError
from python_ocr_reconcile.services.access import NOBODY, Identity, Scope
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI

Needs = Scope | Literal["nothing"]
_NEEDS: tuple[str, ...] = (*get_args(Scope), "nothing")
IDENTITY = "ocr_reconcile_identity"
"""Of Flask's `g`: who asks, an `Identity`."""
_MOST_KEPT = 10_000
_HANDED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP")


class GuardedBlueprint(Blueprint):
    """A blueprint whose routes each say what they need: ``@routes.get(path, needs="read")``."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._needs: dict[str, Needs] = {}

    def needs(self) -> Needs:
        """What the present request needs; unknown paths need nothing, and give nothing."""
        return self._needs.get((request.endpoint or "").rpartition(".")[2], "nothing")

    def add_url_rule(
        self,
        rule: str,
        endpoint: str | None = None,
        view_func: Callable[..., Any] | None = None,
        provide_automatic_options: bool | None = None,  # noqa: FBT001 - Flask's signature
        **options: Any,
    ) -> None:
        """As Flask does it. Raises `TypeError` where the route does not say what it needs."""
        needs = cast("Needs | None", options.pop("needs", None))
        name = endpoint or str(getattr(view_func, "__name__", ""))
        if needs is None or needs not in _NEEDS:
            raise TypeError(f"the route {rule} must say what it needs: needs= one of {', '.join(_NEEDS)}")
        self._needs[name] = needs
        super().add_url_rule(rule, endpoint, view_func, provide_automatic_options, **options)


class Guard:
    """Lets requests in, each as the one who asks."""

    def __init__(
        self, api: ProductionJSONAPI, needs: Callable[[], Needs], *, cookie: str | None = None
    ) -> None:
        """`needs` says what the present request needs; the token may also come in `cookie`."""
        self._needs = needs
        self._cookie = cookie
        self._api = api
        limits = api.settings.limits
        self._requests = Pace(limits.requests_per_minute)
        self._failures = Pace(limits.failed_tokens_per_minute)

    def admit(self) -> None:
        """Raise unless this request may go on; what it then sees is its tenant's."""
        needs, identity = self._needs(), NOBODY
        if "Authorization" not in request.headers:  # which no page of another site can send
            refuse_other_sites(self._cookie)
        if needs != "nothing":
            identity = self.identify(self._token())
            identity.require(needs)
        setattr(g, IDENTITY, identity)
        g.ocr_reconcile_api = self._api.acting(identity.tenant, identity.actor)

    def acting(self) -> ProductionJSONAPI:
        """The interface as who asks may use it; outside of a request only its settings are of use."""

        def chosen() -> ProductionJSONAPI:
            return cast("ProductionJSONAPI", g.ocr_reconcile_api) if has_request_context() else self._api

        return cast("ProductionJSONAPI", LocalProxy(chosen))

    def _token(self) -> str | None:
        """The token of the request; ``None`` where it has no Authorization header."""
        given = request.headers.get("Authorization")
        if given is None:
            return None if self._cookie is None else request.cookies.get(self._cookie)
        scheme, _, token = given.partition(" ")
        if scheme.lower() == "bearer":
            return token.strip()
        raise UnauthenticatedError("Authorization is `Bearer` and a token.")

    def identify(self, token: str | None) -> Identity:
        """Who asks with `token`. Raises `UnauthenticatedError`, or `RateLimitedError` after too many."""
        address = request.remote_addr or ""
        if token is not None:
            self._failures.look(address)
        try:
            identity = self._api.access.identify(token, from_this_machine=_is_from_this_machine())
        except UnauthenticatedError:
            if token is not None:
                self._failures.count(address)
            raise
        if identity.token_id is not None:
            self._requests.count(identity.token_id)
        return identity


class Pace:
    """At most so many a minute of one name, counted in this process: a bucket that fills evenly."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._left: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def look(self, name: str) -> None:
        """Raise `RateLimitedError` where nothing is left for `name`."""
        with self._lock:
            self._refuse(self._now(name, time.monotonic()))

    def count(self, name: str) -> None:
        """Take one. Raises `RateLimitedError` where nothing is left."""
        with self._lock:
            at = time.monotonic()
            left = self._now(name, at)
            self._refuse(left)
            if name not in self._left and len(self._left) >= _MOST_KEPT:
                self._left.clear()  # so many at once: each begins anew
            self._left[name] = (left - 1, at)

    def _now(self, name: str, at: float) -> float:
        left, since = self._left.get(name, (float(self._per_minute), at))
        return min(self._per_minute, left + (at - since) * self._per_minute / 60)

    def _refuse(self, left: float) -> None:
        if left < 1:
            seconds = max(1, round((1 - left) * 60 / self._per_minute))
            raise RateLimitedError(
                f"More than {self._per_minute:,} a minute; wait {seconds} s.", retry_after=seconds
            )


def _is_from_this_machine() -> bool:
    """Whether this machine sent the present request, and to itself.

    The page of a name that was made to lead here is asked for under that name; what a proxy on this machine
    hands on came from elsewhere.
    """
    if any(name in request.headers for name in _HANDED_ON):
        return False
    return is_loopback(request.remote_addr or "") and is_loopback_host(request.host)
