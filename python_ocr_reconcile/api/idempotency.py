"""A request with an ``Idempotency-Key`` that is sent again is answered again, and does nothing twice.

What makes two requests the same is their path and their body; of an upload it is the file, since the form
around it is written anew each time.
"""

from __future__ import annotations

import hashlib
import re
from datetime import timedelta

from flask import Response, g, request
from werkzeug.exceptions import HTTPException

from python_ocr_reconcile.errors import InputError
from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.storage.answers import StoredAnswer

HEADER = "Idempotency-Key"
_KEY = re.compile(r"[\x21-\x7e]{1,255}", re.ASCII)
_KEPT_HEADERS = ("Content-Type", "Location", "Link", "ETag", "Preference-Applied")
_NOT_KEPT = frozenset({401, 403, 408, 409, 412, 428, 429})
"""Answers that may be another one the next time; those of 500 and above are not kept either."""


def first_time(body: bytes | str) -> None:
    """Go on where the present request has no key, or is the first with its key; else it is answered here.

    `body` is the body, or the hash of what was sent. Raises `KeyReusedError` and `KeyInUseError`.
    """
    key = request.headers.get(HEADER)
    if key is None or request.method != "POST" or "ocr_reconcile_claimed" in g:
        return
    if not _KEY.fullmatch(key):
        raise InputError(f"The {HEADER} has 1 to 255 visible ASCII characters.")
    api: ProductionJSONAPI = g.ocr_reconcile_api
    said = body.encode() if isinstance(body, str) else body
    request_hash = hashlib.sha256(f"{request.path}\0".encode() + said).hexdigest()
    keep = timedelta(hours=api.settings.limits.idempotency_hours)
    known = api.store.claim_answer(key, request_hash, keep=keep)
    if known is not None:
        answer = Response(known.body, known.status, decode(known.headers, dict[str, str]))
        answer.headers["Idempotency-Replayed"] = "true"
        raise HTTPException(response=answer)
    g.ocr_reconcile_claimed = key


def keep(answer: Response) -> Response:
    """Keep `answer` for the key that this request has claimed."""
    key = g.pop("ocr_reconcile_claimed", None)
    if key is not None:
        again = answer.status_code in _NOT_KEPT or answer.status_code >= 500
        headers = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
        stored = StoredAnswer(
            status=answer.status_code, headers=encode(headers).decode(), body=answer.get_data()
        )
        api: ProductionJSONAPI = g.ocr_reconcile_api
        api.store.keep_answer(key, None if again else stored)
    return answer
