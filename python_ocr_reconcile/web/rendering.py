"""Templates to pages: one environment, how values are written, and the headers that every page has."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from flask import Response, g, request, url_for
from jinja2 import Environment, PackageLoader, StrictUndefined

from python_ocr_reconcile.api.guard import IDENTITY
from python_ocr_reconcile.services.access import Identity
from python_ocr_reconcile.web.texts import texts

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
THEMES = ("light", "dark")
LOG_IN_COOKIE = "ocr_reconcile_token"
THEME_COOKIE = "ocr_reconcile_theme"


def page(template: str, /, status: int = 200, **values: Any) -> Response:
    """`template` as an answer with the headers of a page."""
    return Response(part(template, **values), status, mimetype="text/html")


def part(template: str, /, **values: Any) -> str:
    """`template` as text, such as a piece that a script puts into a page."""
    theme = request.cookies.get(THEME_COOKIE)
    return (
        _environment()
        .get_template(template)
        .render(
            url=url,
            logged_in=LOG_IN_COOKIE in request.cookies,
            may_audit=_may_audit(),
            theme=theme if theme in THEMES else None,
            here=request.path,
            **values,
        )
    )


def _may_audit() -> bool:
    """Whether who asks may see the audit; who has not been let in may not."""
    identity: Identity | None = g.get(IDENTITY)
    return identity is not None and "admin" in identity.scopes


def url(endpoint: str, **values: Any) -> str:
    """The address of a page of this blueprint."""
    return url_for(f".{endpoint}", **values)


@cache
def _environment() -> Environment:
    """An environment of our own: a host application's filters and templates must not change the pages."""
    environment = Environment(
        loader=PackageLoader("python_ocr_reconcile.web"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    text = texts()
    environment.globals.update(
        t=text, counted=text.counted, known=text.known, section=text.section, assets_version=assets_version()
    )
    environment.filters.update(
        paid=paid,
        money=money,
        day=day,
        moment=moment,
        number=number,
        percent=percent,
        value=value,
        as_json=as_json,
    )
    return environment


def money(amount: Decimal | None, currency: str | None = None) -> str:
    """``1,234.50 EUR`` with all the decimals that it has; nothing where there is no amount."""
    if amount is None:
        return ""
    # Never rounded: dinars have three decimals, and a reader would take 1.23 for what was read as 1.234.
    decimals = max(2, -int(amount.as_tuple().exponent))
    return f"{amount:,.{decimals}f} {currency or ''}".rstrip().replace("-", "\N{MINUS SIGN}", 1)


def number(amount: Decimal | int | None) -> str:
    """A quantity, a rate or a count: as many decimals as it needs."""
    if isinstance(amount, Decimal):
        text = f"{amount:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    return "" if amount is None else f"{amount:,}"


def day(value: date | None) -> str:
    """ISO 8601; nothing where there is no date."""
    return value.isoformat() if value else ""


def moment(value: datetime | None) -> str:
    """A point in time to the minute, UTC."""
    return value.strftime("%Y-%m-%d %H:%M") if value else ""


def paid(transaction: Any) -> Decimal | None:
    """What a transaction moved: money out as the amount that it pays, money in below zero."""
    if transaction.debit_amount is not None:
        amount: Decimal = transaction.debit_amount
        return amount
    return None if transaction.credit_amount is None else -transaction.credit_amount


def percent(share: float | Decimal | None) -> str:
    """A probability as people read it: never 100% unless it is certain."""
    if share is None:
        return ""
    if 0.9995 <= share < 1:
        return ">99.9%"
    return f"{share:.1%}"


def value(given: Any) -> str:
    """Any value of a document as text."""
    match given:
        case None:
            return ""
        case Decimal():
            return money(given)
        case date():
            return day(given)
    return str(given)


def as_json(given: Any) -> str:
    """For an attribute that a script reads."""
    return json.dumps(given, default=str)


@cache
def assets_version() -> str:
    """Changes with any asset, so that each may be kept for ever."""
    digest = hashlib.sha256()
    for file in sorted(_assets().iterdir(), key=lambda file: file.name):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:12]


ASSET_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@cache
def asset(name: str) -> tuple[bytes, str] | None:
    """The bytes and the media type of an asset, if there is one of this name."""
    known = {file.name: file for file in _assets().iterdir()}
    kind = ASSET_TYPES.get(name.rpartition(".")[2])
    return (known[name].read_bytes(), kind) if name in known and kind else None


def _assets() -> Traversable:
    return files("python_ocr_reconcile.web").joinpath("assets")
