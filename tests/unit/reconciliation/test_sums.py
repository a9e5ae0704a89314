"""What a run has moved is told by currency and by direction, and all of it adds up to the run's figure."""

from decimal import Decimal

from python_ocr_reconcile.models.reconciliation import (
    Allocation,
    Discrepancy,
    Match,
    MatchedInvoice,
    MatchedTransaction,
    Unmatched,
)
from python_ocr_reconcile.reconciliation.summary import matched_by_currency, summary_of


def match(currency, *amounts):
    """One payment of as many invoices as there are amounts; a credit note is below zero."""
    return Match(
        match_id="match-1",
        match_score=0.9,
        invoices=[MatchedInvoice(invoice_id=f"inv-{n}", currency=currency) for n, _ in enumerate(amounts)],
        bank_transactions=[MatchedTransaction(transaction_id="txn-1", currency=currency)],
        allocations=[
            Allocation(invoice_id=f"inv-{n}", transaction_id="txn-1", amount=Decimal(amount))
            for n, amount in enumerate(amounts)
        ],
        discrepancy=Discrepancy(amount=Decimal(0), kind="none"),
    )


def test_currencies_are_never_added_up_and_a_refund_is_no_payment():
    matches = [
        match("EUR", "100.00"),
        match("USD", "30.00"),
        match("EUR", "50.00", "-20.00"),  # a credit note settled with an invoice: 30.00 was paid
        match("EUR", "-92.99"),  # one alone: 92.99 came back
    ]
    told = [(str(one.currency), str(one.paid), str(one.refunded)) for one in matched_by_currency(matches)]
    assert told == [("EUR", "130.00", "92.99"), ("USD", "30.00", "0.00")]
    figure = summary_of(matches, [], Unmatched(), invoices=5, transactions=4).total_amount_matched
    assert figure == sum(one.paid + one.refunded for one in matched_by_currency(matches))


def test_of_nothing_there_is_no_sum():
    assert matched_by_currency([]) == []
