"""Whatever people say in whatever order: no row is lost or held twice, and undoing all gives back the run."""

from datetime import UTC, datetime
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from python_ocr_reconcile.errors import JudgementError
from python_ocr_reconcile.models.reconciliation import (
    Allocation,
    Discrepancy,
    Judgement,
    Match,
    MatchedInvoice,
    MatchedTransaction,
    ReconciliationDocument,
    ReconciliationInfo,
    SourceDocument,
    SourceDocuments,
    Unmatched,
    UnmatchedInvoice,
    UnmatchedTransaction,
)
from python_ocr_reconcile.reconciliation.summary import summary_of
from python_ocr_reconcile.services.judgements import confirmed, exchanged, linked, rejected, undone

AT = datetime(2024, 5, 31, tzinfo=UTC)


def entry(match_id, invoices, transactions, decision="none"):
    return Match(
        match_id=match_id,
        match_score=0.9,
        invoices=[MatchedInvoice(upload_id=1, invoice_id=f"inv-{n}") for n in invoices],
        bank_transactions=[MatchedTransaction(upload_id=2, transaction_id=f"txn-{n}") for n in transactions],
        allocations=[
            Allocation(invoice_id=f"inv-{invoices[0]}", transaction_id=f"txn-{n}", amount=Decimal("1.10"))
            for n in transactions
        ],
        discrepancy=Discrepancy(amount=Decimal(0), kind="none"),
        decision=decision,
    )


def run_of(matched, partial, open_invoices, open_transactions):
    """Entries as groups of (invoices, transactions); rows as numbers."""
    entries = [entry(f"match-{n}", *group) for n, group in enumerate([*matched, *partial], 1)]
    left = Unmatched(
        invoices=[
            UnmatchedInvoice(upload_id=1, invoice_id=f"inv-{n}", unmatched_reason="no_candidate")
            for n in open_invoices
        ],
        bank_transactions=[
            UnmatchedTransaction(upload_id=2, transaction_id=f"txn-{n}", unmatched_reason="no_candidate")
            for n in open_transactions
        ],
    )
    source = SourceDocument(document_hash="0" * 64)
    first, second = entries[: len(matched)], entries[len(matched) :]
    count = sum(len(one.invoices) for one in entries) + len(left.invoices)
    return ReconciliationDocument(
        reconciliation_info=ReconciliationInfo(
            reconciliation_timestamp=AT,
            reconciliation_duration_seconds=0.0,
            model_version="1",
            direction="payables",
            status="completed",
            software_version="1",
        ),
        source_documents=SourceDocuments(invoices=[source], bank=[source]),
        reconciliation_summary=summary_of(first, second, left, invoices=count, transactions=count),
        matched=first,
        partial=second,
        unmatched=left,
    )


def said(document, judged, action, undoes=None):
    """`document` after a judgement, with its entry in the history."""
    info = document.reconciliation_info
    one = Judgement(
        judgement_id=f"judgement-{len(info.history) + 1}",
        at=AT,
        actor="local",
        action=action,
        match_id=judged.match.match_id,
        undoes=undoes,
        before=judged.before,
        after=judged.after,
        document_hash_before="0" * 64,
    )
    changed = exchanged(document, judged)
    return msgspec.structs.replace(
        changed, reconciliation_info=msgspec.structs.replace(info, history=[*info.history, one])
    )


def rows(document):
    entries = [*document.matched, *document.partial]
    invoices = [row.invoice_id for one in entries for row in one.invoices]
    transactions = [row.transaction_id for one in entries for row in one.bank_transactions]
    invoices += [row.invoice_id for row in document.unmatched.invoices]
    transactions += [row.transaction_id for row in document.unmatched.bank_transactions]
    return sorted(invoices), sorted(transactions)


@st.composite
def runs(draw):
    """Six invoices and six transactions, in groups of one to three of each, some matched, some proposed."""
    sizes = draw(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3)), max_size=4))
    groups, invoice, transaction = [], 1, 1
    for bills, payments in sizes:
        if invoice + bills > 7 or transaction + payments > 7:
            break
        groups.append((range(invoice, invoice + bills), range(transaction, transaction + payments)))
        invoice, transaction = invoice + bills, transaction + payments
    cut = draw(st.integers(0, len(groups)))
    return run_of(groups[:cut], groups[cut:], range(invoice, 7), range(transaction, 7))


some = st.lists(st.integers(1, 6), min_size=1, max_size=3, unique=True)
words = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["confirm", "reject"]), st.integers(0, 9)),
        st.tuples(st.just("link"), some, some),
        st.tuples(st.just("undo"), st.integers(0, 9)),
    ),
    max_size=8,
)


def judge(document, word):
    """`document` after one of `words`, or as it is where it cannot be said."""
    entries = [*document.matched, *document.partial]
    history = document.reconciliation_info.history
    try:
        match word:
            case "confirm", at if entries:
                return said(document, confirmed(document, entries[at % len(entries)].match_id), "confirmed")
            case "reject", at if entries:
                return said(document, rejected(document, entries[at % len(entries)].match_id), "rejected")
            case "link", invoices, transactions:
                made = entry(f"link-{len(history) + 1}", invoices, transactions, "linked")
                return said(document, linked(document, made), "linked")
            case "undo", at if history:
                earlier, judged = undone(document, history[at % len(history)].judgement_id)
                return said(document, judged, "undone", earlier.judgement_id)
    except JudgementError:
        pass
    return document


@given(runs(), words)
def test_no_row_is_lost_or_held_twice_and_the_figures_follow(document, spoken):
    before = rows(document)
    assert before == ([f"inv-{n}" for n in range(1, 7)], [f"txn-{n}" for n in range(1, 7)])
    for word in spoken:
        document = judge(document, word)
        assert rows(document) == before
        figures = document.reconciliation_summary
        assert figures == summary_of(
            document.matched,
            document.partial,
            document.unmatched,
            invoices=6,
            transactions=figures.total_transactions_processed,
        )
        ids = [one.match_id for one in (*document.matched, *document.partial)]
        assert len(ids) == len(set(ids))
        assert all(one.decision == "none" for one in document.partial)


@given(runs(), words)
def test_undoing_from_the_last_word_to_the_first_gives_back_the_run(document, spoken):
    first = document
    for word in spoken:
        document = judge(document, word)
    taken_back = {one.undoes for one in document.reconciliation_info.history}
    for one in reversed(document.reconciliation_info.history):
        if one.action != "undone" and one.judgement_id not in taken_back:
            earlier, judged = undone(document, one.judgement_id)
            document = said(document, judged, "undone", earlier.judgement_id)
    assert (document.matched, document.partial, document.unmatched) == (
        first.matched,
        first.partial,
        first.unmatched,
    )
    assert document.reconciliation_summary == first.reconciliation_summary
