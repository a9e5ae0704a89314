"""What a browser may be made to send: pages of other sites must change nothing here in its visitor's name."""

from __future__ import annotations

import ipaddress
from functools import lru_cache
from urllib.parse import urlsplit

from flask import request

from python_ocr_reconcile.errors import InputError

_OTHER_SITE = "This came from a page of another site; open the page here and send it again."


def refuse_other_sites(cookie: str | None = None) -> None:
    """Raise `InputError` where the present request would change something, and another site's page sent it.

    Of one that brings `cookie` the browser has to say from where it comes; programs need not.
    """
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, "same-origin", "none"):
        raise InputError(_OTHER_SITE)
    if cookie in request.cookies and origin is None and site is None:
        raise InputError("The browser does not say from which page this came; use a newer one.")
    if origin is not None and origin != request.host_url.rstrip("/"):
        raise InputError(_OTHER_SITE)


@lru_cache(maxsize=256)
def is_loopback(address: str) -> bool:
    """Whether `address` is of this machine."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


@lru_cache(maxsize=256)
def is_loopback_host(host: str) -> bool:
    """Whether `host`, as a Host header has it, is a name that every machine has for itself.

    Any other name may be made to lead here by whoever owns it (DNS rebinding).
    """
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name == "localhost" or is_loopback(name)
