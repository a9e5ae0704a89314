"""A person judges the links of a run: what leaves the document, and what comes in its place.

Pure: a document and a judgement in, the entries before and after out, so that any judgement can be undone by
exchanging them again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

from python_ocr_reconcile.errors import JudgementError, NotFoundError
from python_ocr_reconcile.models.reconciliation import (
    Entries,
    Judgement,
    Match,
    MatchedInvoice,
    MatchedTransaction,
    ReconciliationDocument,
    Unmatched,
    UnmatchedInvoice,
    UnmatchedTransaction,
)
from python_ocr_reconcile.reconciliation.load import natural_key
from python_ocr_reconcile.reconciliation.summary import summary_of

REJECTED = "rejected"
"""Why a row is open whose link a person rejected."""
RELEASED = "released"
"""Why a row is open whose proposal went when a person linked the other side of it."""

Row = TypeVar("Row", UnmatchedInvoice, UnmatchedTransaction)


@dataclass(frozen=True, slots=True)
class Judged:
    """What a judgement takes out of the document, and what it puts there."""

    match: Match
    """The entry that it is about, as it was judged: confirmed, rejected, or just linked."""
    before: Entries
    after: Entries


def confirmed(document: ReconciliationDocument, match_id: str) -> Judged:
    """The link is right. Raises `NotFoundError`, or `JudgementError` where that was said before."""
    match, is_matched = open_match(document, match_id)
    done = msgspec.structs.replace(match, decision="confirmed")
    before = Entries(matched=[match]) if is_matched else Entries(partial=[match])
    return Judged(match=done, before=before, after=Entries(matched=[done]))


def rejected(document: ReconciliationDocument, match_id: str) -> Judged:
    """The link is wrong: its rows are open again. Raises what `confirmed` raises."""
    match, is_matched = open_match(document, match_id)
    before = Entries(matched=[match]) if is_matched else Entries(partial=[match])
    said = f"A person rejected {match_id}, which linked it."
    return Judged(
        match=match, before=before, after=Entries(unmatched=_freed(document, [match], REJECTED, said))
    )


def linked(document: ReconciliationDocument, match: Match) -> Judged:
    """`match` is made by hand. What it takes from proposals ends them, and their other rows are open.

    Raises `JudgementError` where a row is held by a link that a person has confirmed or made.
    """
    invoices = {_place(row, row.invoice_id) for row in match.invoices}
    transactions = {_place(row, row.transaction_id) for row in match.bank_transactions}

    def touched(entries: Iterable[Match]) -> list[Match]:
        found = [
            entry
            for entry in entries
            if any(_place(row, row.invoice_id) in invoices for row in entry.invoices)
            or any(_place(row, row.transaction_id) in transactions for row in entry.bank_transactions)
        ]
        for entry in found:
            if entry.decision != "none":
                raise JudgementError(
                    f"{entry.match_id} holds one of them, and a person has {entry.decision} it.",
                    match_id=entry.match_id,
                )
        return found

    ended, proposals = touched(document.matched), touched(document.partial)
    said = f"A person linked the other side of its proposal by hand ({match.match_id})."
    freed = _freed(document, [*ended, *proposals], RELEASED, said, taken=match)
    left = Unmatched(
        invoices=[r for r in document.unmatched.invoices if _place(r, r.invoice_id) in invoices],
        bank_transactions=[
            r for r in document.unmatched.bank_transactions if _place(r, r.transaction_id) in transactions
        ],
    )
    return Judged(
        match=match,
        before=Entries(matched=ended, partial=proposals, unmatched=left),
        after=Entries(matched=[match], unmatched=freed),
    )


def undone(document: ReconciliationDocument, judgement_id: str) -> tuple[Judgement, Judged]:
    """The judgement that is taken back, and the exchange that does it.

    Raises `NotFoundError`, or `JudgementError` where it was undone before or a later one builds on it.
    """
    history = document.reconciliation_info.history
    earlier = next((one for one in history if one.judgement_id == judgement_id), None)
    if earlier is None:
        raise NotFoundError(f"there is no judgement {judgement_id!r}", kind="judgement")
    if earlier.action == "undone":
        raise JudgementError(f"{judgement_id} took another one back: say that one again instead.")
    if any(one.undoes == judgement_id for one in history):
        raise JudgementError(f"{judgement_id} has been undone.")
    if not _is_there(document, earlier.after):
        raise JudgementError(f"A later judgement builds on {judgement_id}: undo that one first.")
    match = next(iter([*earlier.after.matched, *earlier.before.matched, *earlier.before.partial]))
    return earlier, Judged(match=match, before=earlier.after, after=earlier.before)


def exchanged(document: ReconciliationDocument, judged: Judged) -> ReconciliationDocument:
    """`document` with the entries before replaced by those after, and its summary as it is then."""
    before, after = judged.before, judged.after
    out = {entry.match_id for entry in (*before.matched, *before.partial)}
    matched = _merged((one for one in document.matched if one.match_id not in out), after.matched)
    partial = _merged((one for one in document.partial if one.match_id not in out), after.partial)
    unmatched = Unmatched(
        invoices=_rows(
            document.unmatched.invoices, before.unmatched.invoices, after.unmatched.invoices, "invoice_id"
        ),
        bank_transactions=_rows(
            document.unmatched.bank_transactions,
            before.unmatched.bank_transactions,
            after.unmatched.bank_transactions,
            "transaction_id",
        ),
    )
    counted = document.reconciliation_summary
    summary = summary_of(
        matched,
        partial,
        unmatched,
        invoices=counted.total_invoices_processed,
        transactions=counted.total_transactions_processed,
    )
    return msgspec.structs.replace(
        document, reconciliation_summary=summary, matched=matched, partial=partial, unmatched=unmatched
    )


def open_match(document: ReconciliationDocument, match_id: str) -> tuple[Match, bool]:
    """The entry `match_id` that nobody has judged, and whether it is among the matched.

    Raises `NotFoundError`, or `JudgementError` where it was judged before.
    """
    for entries, is_matched in ((document.matched, True), (document.partial, False)):
        for entry in entries:
            if entry.match_id == match_id:
                if entry.decision != "none":
                    raise JudgementError(f"{match_id} was {entry.decision} by a person.", match_id=match_id)
                return entry, is_matched
    raise NotFoundError(f"there is no match {match_id!r} in this run", kind="match")


def _freed(
    document: ReconciliationDocument,
    ended: Sequence[Match],
    reason: str,
    explanation: str,
    taken: Match | None = None,
) -> Unmatched:
    """The rows of the `ended` entries that no other entry holds, nor the one `taken` in their place."""
    gone = {entry.match_id for entry in ended}
    kept = [one for one in (*document.matched, *document.partial) if one.match_id not in gone]
    held = [*kept, taken] if taken is not None else kept
    invoices = {_place(row, row.invoice_id) for one in held for row in one.invoices}
    transactions = {_place(row, row.transaction_id) for one in held for row in one.bank_transactions}
    why: dict[str, Any] = {"unmatched_reason": reason, "explanation": [explanation]}
    bills = {_place(row, row.invoice_id): row for one in ended for row in one.invoices}
    payments = {_place(row, row.transaction_id): row for one in ended for row in one.bank_transactions}
    return Unmatched(
        invoices=[
            UnmatchedInvoice(**msgspec.structs.asdict(row), **why)
            for place, row in bills.items()
            if place not in invoices
        ],
        bank_transactions=[
            UnmatchedTransaction(**msgspec.structs.asdict(row), **why)
            for place, row in payments.items()
            if place not in transactions
        ],
    )


def _is_there(document: ReconciliationDocument, entries: Entries) -> bool:
    matched = {one.match_id: one for one in document.matched}
    partial = {one.match_id: one for one in document.partial}
    invoices = {_place(row, row.invoice_id): row for row in document.unmatched.invoices}
    transactions = {_place(row, row.transaction_id): row for row in document.unmatched.bank_transactions}
    left = entries.unmatched
    return (
        all(matched.get(one.match_id) == one for one in entries.matched)
        and all(partial.get(one.match_id) == one for one in entries.partial)
        and all(invoices.get(_place(row, row.invoice_id)) == row for row in left.invoices)
        and all(transactions.get(_place(row, row.transaction_id)) == row for row in left.bank_transactions)
    )


def _merged(kept: Iterable[Match], added: Sequence[Match]) -> list[Match]:
    """In the order of their ids, numbers by value: a link that comes back stands where it stood."""
    return sorted([*kept, *added], key=lambda entry: natural_key(entry.match_id))


def _rows(there: Iterable[Row], out: Iterable[Row], added: Iterable[Row], id_field: str) -> list[Row]:
    gone = {_place(row, getattr(row, id_field)) for row in out}
    rows = [row for row in there if _place(row, getattr(row, id_field)) not in gone]
    rows += added
    return sorted(rows, key=lambda row: (row.upload_id or 0, natural_key(getattr(row, id_field))))


def _place(row: MatchedInvoice | MatchedTransaction, row_id: str) -> tuple[int | None, str]:
    return row.upload_id, row_id
