"""People judge the links of a run: load -> judge -> learn -> validate -> compare and set.

The run and the tenant's memory are written in one transaction: neither can be there without the other, and a
process that dies on the way leaves both as they were.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeVar

import msgspec

from python_ocr_reconcile.dates import now
from python_ocr_reconcile.errors import (
    DocumentChangedError,
    JudgementError,
    NotFoundError,
    StorageError,
)
from python_ocr_reconcile.models.encoding import canonical_hash, decode, encode
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.memory import Memory
from python_ocr_reconcile.models.production_json_models import (
    DOCUMENT_COLUMN,
    ReconciliationMatch,
    UploadKind,
)
from python_ocr_reconcile.models.reconciliation import (
    Judgement,
    MatchedInvoice,
    MatchedTransaction,
    ReconciliationDocument,
)
from python_ocr_reconcile.models.statement import BankDocument, Transaction
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.models.wanted_link import WantedLink
from python_ocr_reconcile.services.documents import judged_row
from python_ocr_reconcile.services.judgements import Judged, confirmed, exchanged, linked, rejected, undone
from python_ocr_reconcile.services.learn import (
    Lesson,
    with_link,
    with_rejection,
    without_link,
    without_rejection,
)
from python_ocr_reconcile.services.link_by_hand import Bill, link_by_hand
from python_ocr_reconcile.services.revise import Author
from python_ocr_reconcile.storage.store import Store

Action = Literal["confirmed", "rejected", "linked", "undone"]
Learn = Callable[[Memory, Lesson], Memory]
Row = TypeVar("Row", MatchedInvoice, MatchedTransaction)

_ATTEMPTS = 20
"""How often a judgement is learnt anew because another one was learnt meanwhile, before it is given up."""


@dataclass(frozen=True, slots=True)
class _Run:
    """A run as it is stored, opened, with its uploads as far as they have been looked into."""

    row: ReconciliationMatch
    document: ReconciliationDocument
    invoices: dict[int, dict[str, Invoice]] = field(default_factory=dict)
    transactions: dict[int, dict[str, Transaction]] = field(default_factory=dict)


class Feedback:
    """What people say of the links of runs. Every method gives the run as it then is.

    `seen` is the row as the caller fetched it: where its document is another by now, nothing is changed and
    `DocumentChangedError` is raised.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def confirm(
        self,
        reconciliation_id: int,
        match_id: str,
        author: Author,
        *,
        settled: bool | None = None,
        seen: ReconciliationMatch | None = None,
    ) -> ReconciliationMatch:
        """The link is right: it is matched, and locked in later runs. Its payer and its evidence are learnt.

        `settled`: whether what is left of it is not expected any more; ``None``: as the kind of its
        difference suggests. Raises `NotFoundError`, `JudgementError`.
        """
        run = self._open(reconciliation_id, seen)
        judged = confirmed(run.document, match_id)
        return self._store_judged(run, judged, "confirmed", author, with_link, settled=settled)

    def reject(
        self,
        reconciliation_id: int,
        match_id: str,
        author: Author,
        *,
        seen: ReconciliationMatch | None = None,
    ) -> ReconciliationMatch:
        """The link is wrong: its rows are open again, and no run proposes any of its pairs any more.

        Raises `NotFoundError`, `JudgementError`.
        """
        run = self._open(reconciliation_id, seen)
        judged = rejected(run.document, match_id)
        return self._store_judged(run, judged, "rejected", author, with_rejection)

    def link(
        self,
        reconciliation_id: int,
        wanted: WantedLink,
        author: Author,
        *,
        seen: ReconciliationMatch | None = None,
    ) -> ReconciliationMatch:
        """Link invoices and transactions by hand; the entry is the last of `matched` and has the difference.

        Proposals that held one of them end. Raises `NotFoundError` for a row that the run does not have, and
        `JudgementError`.
        """
        run = self._open(reconciliation_id, seen)
        number = len(run.document.reconciliation_info.history) + 1
        direction = run.document.reconciliation_info.direction
        bills = [self._bill(run, one.upload_id, one.invoice_id) for one in wanted.invoices]
        payments = [
            _transaction_row(run.document, one.upload_id, one.transaction_id)
            for one in wanted.bank_transactions
        ]
        match = link_by_hand(f"link-{number}", bills, payments, wanted, direction)
        judged = linked(run.document, match)
        return self._store_judged(run, judged, "linked", author, with_link, settled=wanted.settled)

    def undo(
        self,
        reconciliation_id: int,
        judgement_id: str,
        author: Author,
        *,
        seen: ReconciliationMatch | None = None,
    ) -> ReconciliationMatch:
        """Take a judgement back: the run is as it was before it, and what it taught is unlearnt.

        Raises `NotFoundError`, or `JudgementError` where a later judgement builds on it.
        """
        run = self._open(reconciliation_id, seen)
        earlier, judged = undone(run.document, judgement_id)
        learn = without_rejection if earlier.action == "rejected" else without_link
        return self._store_judged(run, judged, "undone", author, learn, undoes=judgement_id)

    def _open(self, reconciliation_id: int, seen: ReconciliationMatch | None) -> _Run:
        row = self._store.get_reconciliation(reconciliation_id)
        if seen is not None and seen.reconciliation_match_json != row.reconciliation_match_json:
            raise _changed(reconciliation_id)
        return _Run(row, decode(row.reconciliation_match_json, ReconciliationDocument))

    def _store_judged(
        self,
        run: _Run,
        judged: Judged,
        action: Action,
        author: Author,
        learn: Learn,
        *,
        settled: bool | None = None,
        undoes: str | None = None,
    ) -> ReconciliationMatch:
        info = run.document.reconciliation_info
        at = now()
        entry = Judgement(
            judgement_id=f"judgement-{len(info.history) + 1}",
            at=at,
            actor=author.actor,
            action=action,
            reason=author.reason,
            match_id=judged.match.match_id,
            undoes=undoes,
            before=judged.before,
            after=judged.after,
            document_hash_before=canonical_hash(msgspec.Raw(run.row.reconciliation_match_json)),
        )
        info = msgspec.structs.replace(info, history=[*info.history, entry])
        document = msgspec.structs.replace(exchanged(run.document, judged), reconciliation_info=info)
        row = judged_row(run.row, document)
        validate(row.reconciliation_match_json, "reconciliation")
        lesson = Lesson(
            reconciliation_id=run.row.reconciliation_id,
            match=judged.match,
            invoices=[self._invoice(run, one) for one in judged.match.invoices],
            transactions=[self._transaction(run, one) for one in judged.match.bank_transactions],
            at=at,
            actor=author.actor,
            settled=settled,
        )
        return self._write(run.row, row, author.actor, lambda memory: learn(memory, lesson))

    def _write(
        self,
        before: ReconciliationMatch,
        row: ReconciliationMatch,
        actor: str,
        learn: Callable[[Memory], Memory],
    ) -> ReconciliationMatch:
        for _ in range(_ATTEMPTS):
            known = self._store.tenant_document("memory")
            memory = encode(learn(Memory() if known is None else decode(known, Memory)))
            validate(memory, "memory")
            written = self._store.revise_reconciliation(
                row,
                seen=before.reconciliation_match_json,
                memory=memory,
                memory_seen=known,
                actor=actor,
            )
            if isinstance(written, ReconciliationMatch):
                return written
            if written == "run":
                raise _changed(row.reconciliation_id)
        raise StorageError("what this teaches could not be written: too many others teach at once")

    def _bill(self, run: _Run, upload_id: int | None, invoice_id: str) -> Bill:
        row = _invoice_row(run.document, upload_id, invoice_id)
        _, invoice = self._invoice(run, row)
        payable = invoice.amount_due or invoice.total_amount
        is_credit = invoice.document_type == "credit_note"
        return Bill(row=row, payable=-abs(payable) if payable is not None and is_credit else payable)

    def _invoice(self, run: _Run, row: MatchedInvoice) -> tuple[int | None, Invoice]:
        """The invoice as its upload has it, or as the run has it where it is not there any more."""
        sources = [source.upload_id for source in run.document.source_documents.invoices]
        upload_id = row.upload_id if row.upload_id is not None else sources[0]
        if upload_id is not None and upload_id not in run.invoices:
            stored = decode(_document(self._store, "invoice", upload_id), InvoiceDocument)
            run.invoices[upload_id] = {one.invoice_id: one for one in stored.invoices}
        found = run.invoices.get(upload_id or 0, {}).get(row.invoice_id)
        if found is None or found.invoice_number != row.invoice_number:
            fields = {
                name: getattr(row, name)
                for name in row.__struct_fields__
                if name in Invoice.__struct_fields__
            }
            found = Invoice(**fields)
        return upload_id, found

    def _transaction(self, run: _Run, row: MatchedTransaction) -> tuple[int | None, Transaction]:
        """The transaction as its upload has it, or as the run has it where it is not there any more."""
        sources = [source.upload_id for source in run.document.source_documents.bank]
        upload_id = row.upload_id if row.upload_id is not None else sources[0]
        if upload_id is not None and upload_id not in run.transactions:
            stored = decode(_document(self._store, "bank", upload_id), BankDocument)
            run.transactions[upload_id] = {one.transaction_id: one for one in stored.transactions}
        found = run.transactions.get(upload_id or 0, {}).get(row.transaction_id)
        if found is None:
            fields = {
                name: getattr(row, name)
                for name in row.__struct_fields__
                if name in Transaction.__struct_fields__
            }
            found = Transaction(**fields)
        return upload_id, found


def _invoice_row(document: ReconciliationDocument, upload_id: int | None, invoice_id: str) -> MatchedInvoice:
    entries = [*document.matched, *document.partial]
    rows: list[MatchedInvoice] = [
        *document.unmatched.invoices,
        *(row for one in entries for row in one.invoices),
    ]
    named = {
        row.upload_id: row
        for row in rows
        if row.invoice_id == invoice_id and upload_id in (None, row.upload_id)
    }
    row = _the_one(named, "invoice", invoice_id, upload_id)
    return MatchedInvoice(**{name: getattr(row, name) for name in MatchedInvoice.__struct_fields__})


def _transaction_row(
    document: ReconciliationDocument, upload_id: int | None, transaction_id: str
) -> MatchedTransaction:
    entries = [*document.matched, *document.partial]
    rows: list[MatchedTransaction] = [
        *document.unmatched.bank_transactions,
        *(row for one in entries for row in one.bank_transactions),
    ]
    named = {
        row.upload_id: row
        for row in rows
        if row.transaction_id == transaction_id and upload_id in (None, row.upload_id)
    }
    row = _the_one(named, "transaction", transaction_id, upload_id)
    return MatchedTransaction(**{name: getattr(row, name) for name in MatchedTransaction.__struct_fields__})


def _the_one(named: Mapping[int | None, Row], kind: str, row_id: str, upload_id: int | None) -> Row:
    if not named:
        of_upload = "" if upload_id is None else f" of upload {upload_id}"
        raise NotFoundError(f"there is no {kind} {row_id!r}{of_upload} in this run", kind=kind)
    if len(named) > 1:
        raise JudgementError(f"Several uploads have the {kind} {row_id}: name its upload_id.")
    (row,) = named.values()
    return row


def _document(store: Store, kind: UploadKind, upload_id: int) -> bytes:
    document: bytes | None = getattr(store.get(kind, upload_id), DOCUMENT_COLUMN[kind])
    return document or b"{}"


def _changed(reconciliation_id: int) -> DocumentChangedError:
    return DocumentChangedError(
        f"Reconciliation {reconciliation_id} has been changed in the meantime.",
        reconciliation_id=reconciliation_id,
    )
