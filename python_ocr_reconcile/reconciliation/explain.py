"""Explain: sentences for people, why each link stands, why it is only a proposal, why a row stays open."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any, Literal

from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.models.reconciliation import (
    Allocation,
    Discrepancy,
    Match,
    MatchedInvoice,
    MatchedTransaction,
    MatchingCriterion,
)
from python_ocr_reconcile.models.statement import Transaction
from python_ocr_reconcile.money import from_minor, minor_digits
from python_ocr_reconcile.reconciliation.assign import Links
from python_ocr_reconcile.reconciliation.confidence import Judgement
from python_ocr_reconcile.reconciliation.load import Bills, Payments
from python_ocr_reconcile.reconciliation.score import Scored

DiscrepancyKind = Literal["none", "rounding", "short_pay", "overpayment", "discount", "fee", "exchange_rate"]

_KIND_OF_LEVEL: dict[str, DiscrepancyKind] = {
    "exact": "none", "rounding": "rounding", "discount": "discount", "fee": "fee", "short_pay": "short_pay",
    "part": "short_pay",
}  # fmt: skip

_REFERENCE = {
    "exact": "The remittance names {number}.",
    "folded": "The remittance names {number}, with characters that are easily misread.",
    "digits": "The remittance holds the digits of {number}.",
    "transposed": "The remittance names {number} with two characters swapped.",
    "order_number": "The remittance names the order number {order}.",
    "part": "The remittance holds the end or the beginning of {number}.",
    "one_edit": "The remittance holds a reference one character away from {number}.",
    "short": "The remittance holds the serial number of {number}.",
    "other_invoice": "The remittance names another invoice.",
    "other_number": "The remittance holds another number of the same form as {number}.",
}
_NAME = {
    "exact": "The party is the same: {party}.",
    "cut_off": "The party's name agrees as far as the bank prints it: {party}.",
    "strong": "The party's name agrees but for its spelling: {party}.",
    "similar": "The party's name is similar to {party}.",
    "different": "The counterparty has another name than {party}.",
}
_DATE = {
    "around_due": "Paid {paid}, within four days of the {anchor}.",
    "within_30_days": "Paid {paid}, within 30 days of the invoice date.",
    "within_60_days": "Paid {paid}, within 60 days of the invoice date.",
    "late": "Paid {paid}, more than 60 days after the invoice date.",
    "shortly_before_issue": "Paid {paid}, up to a week before the invoice date.",
    "before_issue": "Paid {paid}, before the invoice date.",
}


def match_of(
    bills: Bills, payments: Payments, scored: Scored, links: Links, judged: Judgement, link: int
) -> Match:
    """One entry of `matched` or `partial`; its `match_id` is set where its place is known."""
    pair, bill, payment = int(links.pair[link]), int(links.bill[link]), int(links.payment[link])
    invoice, transaction = bills.records[bill], payments.records[payment]
    currency = bills.currency[bill]
    difference = from_minor(int(scored.difference[pair]), currency)
    level = scored.level_name("amount", pair)
    kind = _KIND_OF_LEVEL.get(level) or (
        "overpayment" if difference * int(bills.amount[bill]) > 0 else "short_pay"
    )
    return Match(
        match_id="",
        match_score=float(judged.probability[link]),
        invoices=[MatchedInvoice(**invoice_fields(invoice, currency))],
        bank_transactions=[MatchedTransaction(**transaction_fields(transaction, payments.currency[payment]))],
        allocations=[
            Allocation(
                invoice_id=invoice.invoice_id,
                transaction_id=transaction.transaction_id,
                amount=_allocated(bills, payments, bill, payment),
            )
        ],
        matching_criteria=[
            MatchingCriterion(feature=feature, level=name, weight=bits)
            for feature, name, bits in scored.waterfall(pair)
        ],
        discrepancy=Discrepancy(amount=difference, kind=kind),
        explanation=_sentences(bills, payments, scored, links, judged, link),
    )


def invoice_fields(invoice: Invoice, currency: str | None) -> dict[str, Any]:
    """Fields of `MatchedInvoice`; money with the digits of `currency`."""
    fields = {
        name: getattr(invoice, name) for name in MatchedInvoice.__struct_fields__ if name != "upload_id"
    }
    return {**fields, "total_amount": with_minor_digits(invoice.total_amount, currency)}


def transaction_fields(transaction: Transaction, currency: str | None) -> dict[str, Any]:
    """Fields of `MatchedTransaction`; money with the digits of `currency`."""
    fields = {
        name: getattr(transaction, name)
        for name in MatchedTransaction.__struct_fields__
        if name != "upload_id"
    }
    return {
        **fields,
        "debit_amount": with_minor_digits(transaction.debit_amount, currency),
        "credit_amount": with_minor_digits(transaction.credit_amount, currency),
    }


def with_minor_digits(amount: Decimal | None, currency: str | None) -> Decimal | None:
    """`amount` with at least the digits of `currency` (``12.5`` -> ``12.50``), and all that it has."""
    if amount is None or not amount.is_finite() or amount.adjusted() > 20:
        return amount
    exponent = amount.as_tuple().exponent
    digits = minor_digits(currency)
    return (
        amount.quantize(Decimal(1).scaleb(-digits))
        if isinstance(exponent, int) and -exponent < digits
        else amount
    )


def called(invoice: Invoice) -> str:
    """What a person calls the invoice."""
    kind = "credit note" if invoice.document_type == "credit_note" else "invoice"
    return f"{kind} {invoice.invoice_number or invoice.invoice_id}"


def money(units: int, currency: str | None) -> str:
    """``1,234.50 EUR``."""
    return f"{from_minor(units, currency):,} {currency or ''}".strip()


def _allocated(bills: Bills, payments: Payments, bill: int, payment: int) -> Decimal:
    """What the transaction pays of the invoice: the lesser of both, in the sign of the invoice.

    Rounded towards zero to the minor unit, since amounts with more digits than that may have been rounded up.
    """
    invoice, transaction = bills.records[bill], payments.records[payment]
    flow = (transaction.debit_amount or Decimal(0)) - (transaction.credit_amount or Decimal(0))
    worth = max(
        (abs(amount) for amount in (invoice.total_amount, invoice.amount_due) if amount is not None),
        default=Decimal(0),
    )
    unit = Decimal(1).scaleb(-minor_digits(bills.currency[bill]))
    amount = min(worth, abs(flow)).quantize(unit, ROUND_DOWN)
    return -amount if bills.amount[bill] < 0 else amount


def _sentences(
    bills: Bills, payments: Payments, scored: Scored, links: Links, judged: Judgement, link: int
) -> list[str]:
    """The doubt first where there is one, then the evidence, strongest first, then the runner-up."""
    pair, bill, payment = int(links.pair[link]), int(links.bill[link]), int(links.payment[link])
    invoice, transaction = bills.records[bill], payments.records[payment]
    payable = (bills.amount[bill] > 0) == (payments.outflow[payment] > 0)
    facts = {
        "number": invoice.invoice_number or invoice.invoice_id,
        "order": invoice.po_number or "",
        "party": (invoice.vendor_name if payable else invoice.customer_name) or "",
        "paid": _day(transaction.transaction_date or transaction.value_date),
        "anchor": _anchor(bills, payments, bill, payment),
    }
    said = {
        "reference": _REFERENCE.get(scored.level_name("reference", pair)),
        "amount": _amount_sentence(bills, payments, scored, bill, payment, pair),
        "date": _DATE.get(scored.level_name("date", pair)),
        "name": _NAME.get(scored.level_name("name", pair)),
        "iban": {
            "equal": "The account is the one printed on the invoice.",
            "different": "The account is not the one printed on the invoice.",
        }.get(scored.level_name("iban", pair)),
        "currency": "The currency is assumed, since one side does not state it."
        if scored.level_name("currency", pair) == "assumed" else None,
    }  # fmt: skip
    weight = dict.fromkeys(said, 0.0)
    for feature, _, bits in scored.waterfall(pair):
        name = feature.removesuffix("_frequency")
        if name in weight:
            weight[name] += bits
    evidence = [
        sentence.format(**facts)
        for feature, sentence in sorted(said.items(), key=lambda item: -abs(weight[item[0]]))
        if sentence
    ]
    doubt = [] if judged.matched[link] else [_doubt(payments, scored, judged, link)]
    return [*doubt, *evidence, *_runner_up(bills, payments, scored, links, link)]


def _doubt(payments: Payments, scored: Scored, judged: Judgement, link: int) -> str:
    if not judged.amount_explained[link]:
        return "A proposal: the amounts differ, which a person should accept."
    if (twin := int(judged.twin_payment[link])) >= 0:
        other = payments.records[int(scored.candidates.payment[twin])].transaction_id
        return f"A proposal: transaction {other} has the same amount and party; one may be a second payment."
    if not judged.unique[link]:
        return "A proposal: another link would do as well, or nearly so."
    if not judged.has_evidence[link]:
        return "A proposal: nothing but the amount and the date speaks for it."
    likely = 100 * float(judged.probability[link])
    return f"A proposal: {likely:.0f}% likely, which is too little to accept it unread."


def _amount_sentence(
    bills: Bills, payments: Payments, scored: Scored, bill: int, payment: int, pair: int
) -> str:
    currency = bills.currency[bill]
    paid = money(abs(int(payments.outflow[payment])), currency)
    off = abs(int(scored.difference[pair]))
    # The level was taken against what is left to pay or the whole invoice, whichever is nearer.
    billed = abs(int(bills.amount[bill]))
    if abs(billed - abs(int(payments.outflow[payment]))) != off:
        billed = abs(int(bills.gross[bill]))
    if not off:
        return f"The amount is the same to the cent: {paid}."
    more = abs(int(payments.outflow[payment])) > billed
    percent = f"{100 * off / billed:.1f}%"
    reason = {
        "discount": ", an early-payment discount by its size",
        "fee": ", a bank fee by its size",
        "rounding": ", a rounding",
    }.get(scored.level_name("amount", pair), "")
    return (
        f"{paid} was paid for {money(billed, currency)}: {money(off, currency)} ({percent}) too "
        f"{'much' if more else 'little'}{reason}."
    )


def _runner_up(bills: Bills, payments: Payments, scored: Scored, links: Links, link: int) -> list[str]:
    """The nearest other use of either side, where it comes within 12 bits (4,000 to 1)."""
    sentences = []
    for margin, rival, column in (
        (links.payment_margin[link], int(links.payment_rival[link]), "payment"),
        (links.bill_margin[link], int(links.bill_rival[link]), "bill"),
    ):
        if rival < 0 or margin > 12:
            continue
        if column == "payment":
            other = called(bills.records[int(scored.candidates.bill[rival])])
            side = "for this transaction"
        else:
            transaction = payments.records[int(scored.candidates.payment[rival])]
            other = f"transaction {transaction.transaction_id}"
            side = "for this invoice"
        better = "scores as well" if margin <= 0 else f"is {_times(float(margin))} less likely"
        sentences.append(f"Next {side} comes {other}, which {better}.")
    return sentences


def _times(bits: float) -> str:
    times = 2**bits
    return f"{times:.1f} times" if times < 10 else f"{times:,.0f} times"


def _day(day: date | None) -> str:
    return day.isoformat() if day else "on an unknown date"


def _anchor(bills: Bills, payments: Payments, bill: int, payment: int) -> str:
    """Which of the two dates is nearer to the payment."""
    paid, issued, due = int(payments.day[payment]), int(bills.issued[bill]), int(bills.due[bill])
    return "due date" if due and (not issued or abs(paid - due) <= abs(paid - issued)) else "invoice date"
