"""Transactions that an earlier upload holds already: a month sent twice, or two statements that share days.

Nothing is left out for it: the row says which upload it repeats, and a person decides. An upload is found
by the account of its first statement and by its period, which are columns of its row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import msgspec

from python_ocr_reconcile.models.encoding import decode
from python_ocr_reconcile.models.file import Notice, Overlap
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.production_json_models import Upload
from python_ocr_reconcile.models.statement import BankDocument, Booked, PackedBankDocument, Transaction
from python_ocr_reconcile.services.documents import Written
from python_ocr_reconcile.storage.store import Store

W = TypeVar("W", bound=Written)

MOST_COMPARED = 40
"""Uploads of the same account and days, the newest first; each is one document to decode."""


class _Fingerprinted(msgspec.Struct, frozen=True):
    fingerprint: str | None = None


class _Stored(msgspec.Struct, frozen=True):
    """The part of a stored bank document that is compared."""

    transactions: list[_Fingerprinted] = []


def with_overlaps(document: W, store: Store, row: Upload) -> W:
    """`document` of the upload `row`, with the earlier ones of its tenant that share transactions with it."""
    if isinstance(document, InvoiceDocument) or document.processing_info is None:
        return document
    own_rows = store.acting(tenant=row.tenant, actor=store.actor)
    booked = _transactions_of(document)
    own = {transaction.fingerprint for transaction in booked} - {None}
    overlaps = [
        Overlap(upload_id=other, shared_transactions=shared)
        for other, theirs in _earlier(document, booked, own_rows, row.upload_id)
        if (shared := len(own & theirs))
    ]
    if not overlaps:
        return document
    info = document.processing_info
    notices = [
        Notice(
            code="overlapping_statement",
            message=f"{one.shared_transactions} of its transactions are in upload {one.upload_id} as well.",
        )
        for one in overlaps
    ]
    info = msgspec.structs.replace(info, overlaps=overlaps, warnings=[*info.warnings, *notices])
    return msgspec.structs.replace(document, processing_info=info)


def _transactions_of(document: BankDocument | PackedBankDocument) -> Sequence[Transaction | Booked]:
    if isinstance(document, PackedBankDocument):
        return decode(document.transactions, list[Booked])
    return document.transactions


def _earlier(
    document: BankDocument | PackedBankDocument,
    booked: Sequence[Transaction | Booked],
    store: Store,
    upload_id: int,
) -> Iterator[tuple[int, set[str | None]]]:
    """Earlier uploads of the same accounts that reach into the same days, each with its fingerprints."""
    days = [one.transaction_date for one in booked if one.transaction_date is not None]
    accounts = {one.account_number for one in document.statements} - {None}
    for account in sorted(filter(None, accounts)) if days else ():
        period = min(days), max(days)
        for other, json in store.statements_before(upload_id, account, period, most=MOST_COMPARED):
            yield other, {one.fingerprint for one in decode(json, _Stored).transactions}
