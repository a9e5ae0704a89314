"""First answers to requests with an Idempotency-Key, for a while: sent again, they are answered again.

They are no part of what is audited or backed up: what a request did is.
"""

from __future__ import annotations

from datetime import timedelta

import msgspec
from sqlalchemy import delete, insert, select, update

from python_ocr_reconcile.errors import KeyInUseError, KeyReusedError
from python_ocr_reconcile.models.production_json_models import DEFAULT_TENANT
from python_ocr_reconcile.storage.engine import Database, moment
from python_ocr_reconcile.storage.tables import answers, numbers

ABANDONED_AFTER = timedelta(minutes=5)
"""A request that has no answer after this long died: the next one with its key does it anew."""


class StoredAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered."""

    status: int
    headers: str
    """JSON object."""
    body: bytes


class AnswerStore:
    """Answers by the key that a tenant gave his request."""

    database: Database
    tenant: str | None

    def claim_answer(self, key: str, request_hash: str, *, keep: timedelta) -> StoredAnswer | None:
        """The answer that the request with `key` was given; ``None`` where it is the first, which is claimed.

        Raises `KeyReusedError` where that was another request, `KeyInUseError` while it is being answered.
        """
        tenant = self.tenant or DEFAULT_TENANT
        here = (answers.c.tenant == tenant, answers.c.idempotency_key == key)
        with self.database.write() as connection:
            # All who claim pass here one by one, so that nobody can come between looking and inserting.
            connection.execute(select(numbers.c.last).where(numbers.c.name == "upload").with_for_update())
            at = moment(connection)
            connection.execute(delete(answers).where(answers.c.begun_at < at - keep))
            known = connection.execute(select(answers).where(*here)).mappings().first()
            if known is not None:
                if known["request_hash"] != request_hash:
                    raise KeyReusedError("This Idempotency-Key was sent before with another request.")
                if known["status"] is not None:
                    return StoredAnswer(status=known["status"], headers=known["headers"], body=known["body"])
                if known["begun_at"] > at - ABANDONED_AFTER:
                    raise KeyInUseError(
                        "The first request with this Idempotency-Key is being answered.", retry_after=1
                    )
                connection.execute(delete(answers).where(*here))
            connection.execute(
                insert(answers).values(
                    tenant=tenant, idempotency_key=key, request_hash=request_hash, begun_at=at
                )
            )
            return None

    def keep_answer(self, key: str, answer: StoredAnswer | None) -> None:
        """Keep the answer to a claimed request; ``None``: forget the claim, so that it may be tried again."""
        here = (answers.c.tenant == (self.tenant or DEFAULT_TENANT), answers.c.idempotency_key == key)
        with self.database.write() as connection:
            if answer is None:
                connection.execute(delete(answers).where(*here))
                return
            connection.execute(
                update(answers)
                .where(*here)
                .values(status=answer.status, headers=answer.headers, body=answer.body)
            )
