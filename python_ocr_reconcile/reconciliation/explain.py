"""Explain: each link as an entry of the result, with its allocations, its waterfall and its difference."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.models.reconciliation import (
    Allocation,
    Discrepancy,
    DiscrepancyKind,
    Match,
    MatchedInvoice,
    MatchedTransaction,
    MatchingCriterion,
    MatchType,
)
from python_ocr_reconcile.money import CENT, from_minor, minor_digits
from python_ocr_reconcile.reconciliation.allocate import across, allocate
from python_ocr_reconcile.reconciliation.confidence import Judgement
from python_ocr_reconcile.reconciliation.hypotheses import Hypotheses, members_of
from python_ocr_reconcile.reconciliation.load import Bills, Payments
from python_ocr_reconcile.reconciliation.margins import Links
from python_ocr_reconcile.reconciliation.sentences import pair_sentences, set_sentences

_CENT_DIGITS = 2
_KIND_OF_LEVEL: dict[str, DiscrepancyKind] = {
    "exact": "none", "rounding": "rounding", "discount": "discount", "fee": "fee",
    "short_pay": "short_pay", "part": "short_pay", "even_part": "short_pay",
    "exchange_close": "exchange_rate", "exchange_near": "exchange_rate",
    "exchange_implied": "exchange_rate", "exchange_unknown": "exchange_rate",
}  # fmt: skip


def match_of(
    bills: Bills, payments: Payments, given: Hypotheses, links: Links, judged: Judgement, link: int
) -> Match:
    """One entry of `matched` or `partial`; its `match_id` is set where its place is known."""
    at = int(links.hypothesis[link])
    bill_rows, payment_rows = members_of(given, at)
    currency = bills.currency[bill_rows[0]]
    if at < given.pairs:
        difference, level = int(given.scored.difference[at]), given.scored.level_name("amount", at)
        steps = given.scored.waterfall(at)
        sentences = pair_sentences(bills, payments, given, links, judged, link, steps)
    else:
        found = given.sets[at - given.pairs]
        difference, level, steps = found.paid - found.billed, found.amount_level, found.steps
        sentences = set_sentences(bills, payments, given, links, judged, link)
    crossed = at < given.pairs and int(given.scored.candidates.converted[at])
    # The sense of all of them together: the first may be a credit note that is deducted from the others.
    payable = sum(int(bills.amount[row]) for row in bill_rows)
    kind: DiscrepancyKind = _KIND_OF_LEVEL.get(level) or (
        "overpayment" if difference * payable > 0 else "short_pay"
    )
    # What is near the rate pays the whole invoice: banks have their margins.
    short = max(-difference if payable > 0 else difference, 0) if level == "far" else 0
    allocations = (
        across(bills, bill_rows[0], payment_rows[0], short)
        if crossed
        else allocate(bills, payments, bill_rows, payment_rows, in_proportion=kind == "discount")
    )
    return Match(
        match_id="",
        match_score=float(judged.probability[link]),
        match_type=_match_type(bill_rows, payment_rows),
        invoices=[MatchedInvoice(**invoice_fields(bills, row)) for row in bill_rows],
        bank_transactions=[MatchedTransaction(**transaction_fields(payments, row)) for row in payment_rows],
        allocations=[
            Allocation(
                invoice_upload_id=bills.upload_id[bill],
                invoice_id=bills.records[bill].invoice_id,
                bank_upload_id=payments.upload_id[payment],
                transaction_id=payments.records[payment].transaction_id,
                amount=from_minor(units, currency),
            )
            for bill, payment, units in allocations
        ],
        matching_criteria=[
            MatchingCriterion(feature=feature, level=name, weight=bits) for feature, name, bits in steps
        ],
        discrepancy=Discrepancy(amount=from_minor(difference, currency), kind=kind),
        explanation=sentences[: DOCUMENT_LIMITS.explanation],
    )


def _match_type(bill_rows: list[int], payment_rows: list[int]) -> MatchType:
    """Invoices to transactions: one invoice with two payments is ``one_to_many``."""
    if len(bill_rows) == 1:
        return "one_to_one" if len(payment_rows) == 1 else "one_to_many"
    return "many_to_one" if len(payment_rows) == 1 else "many_to_many"


def invoice_fields(bills: Bills, row: int) -> dict[str, Any]:
    """Fields of `MatchedInvoice`; money with the digits of its currency."""
    invoice = bills.records[row]
    return {
        "upload_id": bills.upload_id[row],
        "invoice_id": invoice.invoice_id,
        "invoice_number": invoice.invoice_number,
        "invoice_date": invoice.invoice_date,
        "vendor_name": invoice.vendor_name,
        "customer_name": invoice.customer_name,
        "total_amount": with_minor_digits(invoice.total_amount, bills.currency[row]),
        "currency": invoice.currency,
    }


def transaction_fields(payments: Payments, row: int) -> dict[str, Any]:
    """Fields of `MatchedTransaction`; money with the digits of its currency."""
    transaction, currency = payments.records[row], payments.currency[row]
    debit, credit = transaction.debit_amount, transaction.credit_amount
    return {
        "upload_id": payments.upload_id[row],
        "transaction_id": transaction.transaction_id,
        "transaction_date": transaction.transaction_date,
        "description": transaction.description,
        "counterparty_name": transaction.counterparty_name,
        "debit_amount": None if debit is None else with_minor_digits(debit, currency),
        "credit_amount": None if credit is None else with_minor_digits(credit, currency),
        "currency": transaction.currency,
    }


def with_minor_digits(amount: Decimal | None, currency: str | None) -> Decimal | None:
    """`amount` with at least the digits of `currency` (``12.5`` -> ``12.50``), and all that it has."""
    # Two digits are the rule, and nearly all of a million amounts have them already.
    if amount is None or (amount.same_quantum(CENT) and minor_digits(currency) <= _CENT_DIGITS):
        return amount
    if not amount.is_finite() or amount.adjusted() > 20:
        return amount
    digits = minor_digits(currency)
    exponent = amount.as_tuple().exponent
    return (
        amount.quantize(Decimal(1).scaleb(-digits))
        if isinstance(exponent, int) and -exponent < digits
        else amount
    )
