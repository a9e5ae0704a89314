"""Equal instalments, whoever is printed beside each, and differences that nothing names."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
from python_ocr_reconcile.models.statement import BankDocument, Transaction
from python_ocr_reconcile.reconciliation import reconcile


def bill(number: int, cents: int, issued: date = date(2024, 1, 10), due: date | None = None) -> Invoice:
    return Invoice(
        invoice_id=f"inv-{number}", invoice_number=f"R-2024-{1000 + number}", vendor_name="Acme Tools GmbH",
        invoice_date=issued, due_date=due, total_amount=Decimal(cents).scaleb(-2), currency="EUR",
    )  # fmt: skip


def paid(number: int, cents: int, text: str, day: date) -> Transaction:
    return Transaction(
        transaction_id=f"txn-{number}", transaction_date=day, description=text, currency="EUR",
        debit_amount=Decimal(cents).scaleb(-2),
    )  # fmt: skip


def others() -> tuple[list[Invoice], list[Transaction]]:
    """What else the file holds: invoices that are named and paid, and payments to nobody of it."""
    return [bill(at, 20_011 + 977 * at) for at in range(10, 20)], [
        *(
            paid(at, 20_011 + 977 * at, f"ACME TOOLS R-2024-{1000 + at}", date(2024, 2, at))
            for at in range(10, 20)
        ),
        *(paid(at, 3_301 + 571 * at, f"NORD MARKET {at}", date(2024, 1 + at % 6, 5)) for at in range(30, 60)),
    ]


def run(bills: list[Invoice], payments: list[Transaction]) -> ReconciliationDocument:
    more_bills, more_payments = others()
    return reconcile(
        InvoiceDocument(invoices=[*bills, *more_bills]),
        BankDocument(transactions=[*payments, *more_payments]),
    )


def of_invoice(result: ReconciliationDocument, invoice: str) -> set[str]:
    return {
        transaction.transaction_id
        for match in (*result.matched, *result.partial)
        if invoice in {each.invoice_id for each in match.invoices}
        for transaction in match.bank_transactions
    }


@pytest.mark.parametrize(
    "texts",
    [
        ("ACME TOOLS invoice", "SALINGREZEL HOLDING", "ACME TOOLS"),
        ("ACME TOOLS invoice", "Transfer", "SALINGREZEL HOLDING"),
        ("SALINGREZEL HOLDING invoice", "SALINGREZEL HOLDING", "SALINGREZEL HOLDING SEPA"),
        ("ACME TOOLS R-2024-1001", "SALINGREZEL HOLDING", "Transfer"),
    ],
)
def test_equal_parts_are_one_invoice_whoever_pays_them(texts: tuple[str, ...]) -> None:
    parts = [
        paid(at, cents, text, date(2024, at, 12))
        for at, cents, text in zip((1, 2, 3), (41_153, 41_152, 41_152), texts, strict=True)
    ]
    result = run([bill(1, 123_457)], parts)
    assert of_invoice(result, "inv-1") == {"txn-1", "txn-2", "txn-3"}
    # A stranger, and a part that says nothing, are for a person to look at, unless one of them names it.
    assert any("R-2024" in text for text in texts) or not [
        m for m in result.matched if len(m.bank_transactions) > 1
    ]


def test_of_equal_invoices_none_is_accepted_as_the_one_paid_in_parts() -> None:
    parts = [
        paid(1, 61_729, "ACME TOOLS", date(2024, 1, 12)),
        paid(2, 61_728, "ACME TOOLS", date(2024, 2, 12)),
    ]
    result = run([bill(1, 123_457), bill(2, 123_457, date(2024, 1, 11))], parts)
    assert not [match for match in result.matched if len(match.bank_transactions) > 1]


def test_parts_that_name_another_invoice_are_not_taken() -> None:
    parts = [
        paid(1, 61_729, "ACME TOOLS", date(2024, 1, 12)),
        paid(2, 61_728, "ACME TOOLS R-2024-1002", date(2024, 2, 12)),
    ]
    result = run([bill(1, 123_457), bill(2, 61_728)], parts)
    assert of_invoice(result, "inv-2") == {"txn-2"}


def test_half_of_an_invoice_to_the_cent_is_a_proposal() -> None:
    result = run(
        [bill(1, 84_919, due=date(2024, 1, 20))], [paid(1, 42_460, "ACME TOOLS GMBH", date(2024, 1, 19))]
    )
    (match,) = (match for match in result.partial if match.invoices[0].invoice_id == "inv-1")
    assert ("amount", "even_part") in {(step.feature, step.level) for step in match.matching_criteria}
    assert "just one of its equal parts" in " ".join(match.explanation)


def test_terms_of_sixty_days_are_kept_as_exactly_as_terms_of_seven() -> None:
    """Paid short, and nothing named: what says so is the day, near the due date, long after the invoice."""
    payment = paid(1, 21_040, "ZENTA OPTIK KG", date(2024, 3, 15))

    def score(due: date) -> float:
        invoice = msgspec.structs.replace(bill(1, 22_998, due=due), vendor_name="Zenta Optik KG")
        return sum(match.match_score for match in run([invoice], [payment]).partial)

    assert score(date(2024, 3, 10)) > 0.8
    assert score(date(2024, 1, 12)) < 0.65


def test_equal_parts_stand_by_the_one_that_names_the_invoice_before_the_last_is_paid() -> None:
    parts = [
        paid(1, 41_153, "ACME TOOLS R-2024-1001", date(2024, 1, 12)),
        paid(2, 41_152, "ACME TOOLS", date(2024, 2, 12)),
    ]
    result = run([bill(1, 123_457)], parts)
    assert of_invoice(result, "inv-1") == {"txn-1", "txn-2"}
    (match,) = (match for match in result.partial if match.invoices[0].invoice_id == "inv-1")
    assert ("difference", "2_of_3_parts") in {(step.feature, step.level) for step in match.matching_criteria}


@pytest.mark.parametrize(
    "chosen", [(1, 2, 3), (1, 2, 4)], ids=["all that is open", "the oldest, and another"]
)
def test_a_stranger_may_pay_several_invoices(chosen: tuple[int, ...]) -> None:
    cents = {1: 118_143, 2: 96_731, 3: 143_059, 4: 87_217}
    bills = [bill(at, cents[at], date(2024, 1, 3 * at)) for at in (cents if 4 in chosen else sorted(chosen))]
    result = run(bills, [paid(1, sum(cents[at] for at in chosen), "SALINGREZEL HOLDING", date(2024, 2, 20))])
    proposed = {at for at in cents if "txn-1" in of_invoice(result, f"inv-{at}")}
    assert proposed == set(chosen)
    # Who pays is not known, so that it is for a person to look at.
    assert not [match for match in result.matched if len(match.invoices) > 1]


def test_a_card_pays_one_thing() -> None:
    cents = (118_143, 96_731, 143_059)
    bills = [bill(at, amount, date(2024, 1, 3 * at)) for at, amount in enumerate(cents, 1)]
    payment = msgspec.structs.replace(
        paid(1, sum(cents), "SALINGREZEL HOLDING", date(2024, 2, 20)), transaction_type="card"
    )
    result = run(bills, [payment])
    assert not of_invoice(result, "inv-1")


def test_a_number_that_is_part_of_a_name_is_compared() -> None:
    invoice = msgspec.structs.replace(bill(1, 84_919), vendor_name="Studio 2000 GmbH")
    other = msgspec.structs.replace(bill(2, 84_919), vendor_name="Studio 3000 GmbH")
    result = run([invoice, other], [paid(1, 84_919, "STUDIO 2000 invoice 77", date(2024, 1, 19))])
    assert of_invoice(result, "inv-1") == {"txn-1"}
    assert not of_invoice(result, "inv-2")
