"""Sentences for people: the evidence of each link, the doubt about it, and what came next."""

from __future__ import annotations

from datetime import date

from python_ocr_reconcile.models.invoice import Invoice
from python_ocr_reconcile.money import from_minor
from python_ocr_reconcile.reconciliation.confidence import Judgement
from python_ocr_reconcile.reconciliation.hypotheses import Hypotheses, members_of
from python_ocr_reconcile.reconciliation.load import Bills, Payments
from python_ocr_reconcile.reconciliation.margins import MOST_MARGIN, Links
from python_ocr_reconcile.reconciliation.score import Scored
from python_ocr_reconcile.reconciliation.set_weights import Step

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
    "silent": "The remittance says nothing of who pays.",
    "different": "The counterparty has another name than {party}.",
}
_DATE = {
    "around_due": "Paid {paid}, within four days of the {anchor}.",
    "near_due": "Paid {paid}, within 15 days of the due date.",
    "within_30_days": "Paid {paid}, within 30 days of the {issue}.",
    "within_60_days": "Paid {paid}, within 60 days of the {issue}.",
    "late": "Paid {paid}, more than 60 days after the {issue}.",
    "shortly_before_issue": "Paid {paid}, up to a week before the {issue}.",
    "before_issue": "Paid {paid}, before the {issue}.",
}


def called(invoice: Invoice) -> str:
    """What a person calls the invoice."""
    kind = "credit note" if invoice.document_type == "credit_note" else "invoice"
    return f"{kind} {invoice.invoice_number or invoice.invoice_id}"


def money(units: int, currency: str | None) -> str:
    """``1,234.50 EUR``."""
    return f"{from_minor(units, currency):,} {currency or ''}".strip()


def pair_sentences(
    bills: Bills, payments: Payments, given: Hypotheses, links: Links, judged: Judgement, link: int,
    steps: list[Step],
) -> list[str]:  # fmt: skip
    """The doubt first where there is one, then the evidence, strongest first, then the runner-up.

    `steps`: the waterfall of the pair.
    """
    scored, pair = given.scored, int(links.hypothesis[link])
    bill, payment = int(scored.candidates.bill[pair]), int(scored.candidates.payment[pair])
    invoice, transaction = bills.records[bill], payments.records[payment]
    payable = (bills.amount[bill] > 0) == (payments.outflow[payment] > 0)
    facts = {
        "number": invoice.invoice_number or invoice.invoice_id,
        "order": invoice.po_number or "",
        "party": (invoice.vendor_name if payable else invoice.customer_name) or "",
        "paid": _day(transaction.transaction_date or transaction.value_date),
        "anchor": _anchor(bills, payments, bill, payment),
        "issue": "invoice date" if invoice.invoice_date else "due date",
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
    for feature, _, bits in steps:
        name = feature.removesuffix("_frequency")
        if name in weight:
            weight[name] += bits
    evidence = [
        sentence.format(**facts)
        for feature, sentence in sorted(
            said.items(),
            # Where the amounts differ, by how much is what a person asks first.
            key=lambda item: (item[0] != "amount" or judged.amount_explained[link], -abs(weight[item[0]])),
        )
        if sentence
    ]
    return [*_doubt(payments, judged, link), *evidence, *_runner_up(bills, payments, given, links, link)]


def set_sentences(
    bills: Bills, payments: Payments, given: Hypotheses, links: Links, judged: Judgement, link: int
) -> list[str]:
    """The same for a set."""
    found = given.sets[int(links.hypothesis[link]) - given.pairs]
    currency = bills.currency[found.bills[0]]
    bundle = found.shape == "bundle"
    count = len(found.bills) if bundle else len(found.payments)
    what = "invoices" if bundle else "payments"
    sentences = list(_doubt(payments, judged, link))
    if found.shape == "crossed":
        both = f"{len(found.bills)} invoices and {len(found.payments)} payments"
        return [
            *sentences,
            f"Each of the payments names all of the invoices; {both} add up to the cent.",
            *_runner_up(bills, payments, given, links, link),
        ]
    if found.named:
        numbers = [bills.records[row].invoice_number or bills.records[row].invoice_id for row in found.bills]
        if not bundle:
            sentences.append(f"{found.named} of {count} payments name {numbers[0]}.")
        elif found.named == count:
            sentences.append(f"The remittance names all {count}: {_listed(numbers)}.")
        else:
            sentences.append(f"The remittance names {found.named} of these {count}: {_listed(numbers)}.")
    paid, billed = money(abs(found.paid), currency), money(abs(found.billed), currency)
    if found.paid == found.billed:
        credit = any((int(bills.amount[row]) < 0) != (found.billed < 0) for row in found.bills)
        less = ", credit notes taken off" if credit else ""
        sentences.append(f"{count} {what} add up to the cent{less}: {paid}.")
    else:
        sentences.append(f"{count} {what}: {paid} was paid for {billed}.")
    if found.alternatives > 1:
        sentences.append(f"{found.alternatives} sets of open {what} of this party add up to it.")
    elif found.basis != "named":
        sentences.append(f"No other set of open {what} of this party adds up to it.")
    if found.same_payer:
        invoice = bills.records[found.bills[0]]
        payable = (found.billed > 0) == (int(payments.outflow[found.payments[0]]) > 0)
        party = invoice.vendor_name if payable else invoice.customer_name
        if party:
            sentences.append(f"The party is the same: {party}.")
    return [*sentences, *_runner_up(bills, payments, given, links, link)]


def _listed(numbers: list[str]) -> str:
    shown = numbers[:5]
    more = f" and {len(numbers) - len(shown)} more" if len(numbers) > len(shown) else ""
    return ", ".join(shown) + more


def _doubt(  # noqa: PLR0911 - one return a doubt
    payments: Payments, judged: Judgement, link: int
) -> list[str]:
    """Why a link is a proposal only, or that a second payment repeats it; nothing where there is no doubt."""
    twin = int(judged.twin[link])
    other = payments.records[twin].transaction_id if twin >= 0 else ""
    if judged.matched[link]:
        return [f"Transaction {other} repeats this payment: it looks like a second one."] if twin >= 0 else []
    if judged.contradicted[link]:
        return ["A proposal: the sums of the invoice contradict one another, which a person should look at."]
    if judged.given_back[link] >= 0:
        back = payments.records[int(judged.given_back[link])].transaction_id
        return [f"A proposal: transaction {back} gives the amount back; the invoice may be open again."]
    if not judged.amount_explained[link]:
        return ["A proposal: the amounts differ, which a person should accept."]
    if twin >= 0 and not judged.twin_is_later[link]:
        return [
            f"A proposal: transaction {other} has the same amount and party; one may be a second payment."
        ]
    if not judged.unique[link]:
        return ["A proposal: another link would do as well, or nearly so."]
    if not judged.within_limit[link]:
        return ["A proposal: the amount is above what the profile has accepted unread."]
    if judged.other_named[link]:
        return ["A proposal: the remittance names another invoice, or a number like this one's."]
    if not judged.has_evidence[link]:
        return ["A proposal: nothing but the amount and the date speaks for it."]
    likely = 100 * float(judged.probability[link])
    return [f"A proposal: {likely:.0f}% likely, which is too little to accept it unread."]


def _amount_sentence(
    bills: Bills, payments: Payments, scored: Scored, bill: int, payment: int, pair: int
) -> str:
    currency = bills.currency[bill]
    level = scored.level_name("amount", pair)
    if scored.candidates.converted[pair]:
        return _across_sentence(bills, payments, scored, bill, payment, pair)
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
        "even_part": ", just one of its equal parts",
    }.get(level, "")
    return (
        f"{paid} was paid for {money(billed, currency)}: {money(off, currency)} ({percent}) too "
        f"{'much' if more else 'little'}{reason}."
    )


def _across_sentence(
    bills: Bills, payments: Payments, scored: Scored, bill: int, payment: int, pair: int
) -> str:
    paid = money(abs(int(payments.outflow[payment])), payments.currency[payment])
    billed = money(abs(int(bills.amount[bill])), bills.currency[bill])
    converted = int(scored.candidates.converted[pair])
    if converted < 0:
        usual = scored.level_name("amount", pair) == "exchange_implied"
        like = ", as other payments of the run stand to their invoices" if usual else ""
        return f"{paid} was paid for {billed}{like}; no exchange rate was given."
    off = abs(abs(int(payments.outflow[payment])) - converted) / converted
    return (
        f"{paid} was paid for {billed}, which are {money(converted, payments.currency[payment])} "
        f"at the rate of that day or the last before it: {100 * off:.1f}% off."
    )


def _runner_up(bills: Bills, payments: Payments, given: Hypotheses, links: Links, link: int) -> list[str]:
    """The nearest other use of either side, where it comes within `MOST_MARGIN`."""
    sentences = []
    own_bills, own_payments = members_of(given, int(links.hypothesis[link]))
    for margin, rival, side in (
        (links.payment_margin[link], int(links.payment_rival[link]), "transaction"),
        (links.bill_margin[link], int(links.bill_rival[link]), "invoice"),
    ):
        if rival < 0 or margin > MOST_MARGIN:
            continue
        rival_bills, rival_payments = members_of(given, rival)
        if side == "transaction":
            others = [called(bills.records[row]) for row in rival_bills if row not in own_bills]
        else:
            others = [
                f"transaction {payments.records[row].transaction_id}"
                for row in rival_payments
                if row not in own_payments
            ]
        if not others:
            continue
        better = "scores as well" if margin <= 0 else f"is {_times(float(margin))} less likely"
        sentences.append(f"Next for this {side} comes {' with '.join(others[:3])}, which {better}.")
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
