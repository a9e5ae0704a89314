"""Two currencies without a table of rates: what the run itself shows, and what it does not."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest

from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.rates import ExchangeRates, series_of
from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
from python_ocr_reconcile.models.statement import BankDocument, Transaction
from python_ocr_reconcile.reconciliation import reconcile

DOLLARS = (38_450, 121_077, 9_913, 254_000)


def bill(number: int, cents: int) -> Invoice:
    issued = date(2024, 1, 10) + timedelta(days=40 * number)
    return Invoice(
        invoice_id=f"inv-{number}", invoice_number=f"R-2024-{1000 + number}", vendor_name="Acme Tools Inc.",
        invoice_date=issued, due_date=issued + timedelta(days=14), currency="USD",
        total_amount=Decimal(cents).scaleb(-2),
    )  # fmt: skip


def paid(number: int, cents: int, text: str = "ACME TOOLS INC.") -> Transaction:
    return Transaction(
        transaction_id=f"txn-{number}", transaction_date=date(2024, 1, 26) + timedelta(days=40 * number),
        description=text, debit_amount=Decimal(cents).scaleb(-2), currency="EUR",
    )  # fmt: skip


def run(payments: list[Transaction]) -> ReconciliationDocument:
    return reconcile(
        InvoiceDocument(invoices=[bill(at, cents) for at, cents in enumerate(DOLLARS)]),
        BankDocument(transactions=payments),
    )


def found(result: ReconciliationDocument) -> set[tuple[str, str]]:
    assert result.matched == []
    return {
        (match.invoices[0].invoice_id, match.bank_transactions[0].transaction_id) for match in result.partial
    }


def test_the_payments_of_one_party_show_the_rate_of_all() -> None:
    rates = ("0.921", "0.915", "0.928", "0.919")
    payments = [
        paid(at, round(cents * Decimal(rate)))
        for at, (cents, rate) in enumerate(zip(DOLLARS, rates, strict=True))
    ]
    result = run(payments)
    assert found(result) == {(f"inv-{at}", f"txn-{at}") for at in range(4)}
    assert all(
        "as other payments of the run stand" in " ".join(match.explanation) for match in result.partial
    )


@pytest.mark.parametrize("seed", range(5))
def test_amounts_that_agree_in_no_ratio_show_none(seed: int) -> None:
    factors = ("0.31", "0.92", "1.7", "0.55")
    payments = [
        paid(at, round(cents * Decimal(factors[(at + seed) % 4]))) for at, cents in enumerate(DOLLARS)
    ]
    assert found(run(payments)) == set()


def test_one_named_pair_of_the_party_is_enough_for_the_others_and_no_proof_of_itself() -> None:
    payments = [
        paid(0, round(DOLLARS[0] * Decimal("0.92")), "ACME TOOLS INC. R-2024-1000"),
        paid(1, round(DOLLARS[1] * Decimal("0.93"))),
    ]
    result = run(payments)
    assert found(result) == {("inv-0", "txn-0"), ("inv-1", "txn-1")}
    said = {match.invoices[0].invoice_id: " ".join(match.explanation) for match in result.partial}
    assert "as other payments of the run stand" in said["inv-1"]
    assert "as other payments of the run stand" not in " ".join(run(payments[:1]).partial[0].explanation)


def test_money_that_comes_back_shows_no_rate_and_pays_nothing() -> None:
    """Credits of the supplier at one ratio, and one payment at it: they are no evidence, and no payments."""
    credits_ = [
        msgspec.structs.replace(
            paid(at, 0), debit_amount=None, credit_amount=Decimal(round(cents * 92 / 100)).scaleb(-2)
        )
        for at, cents in enumerate(DOLLARS)
    ]
    assert found(run([*credits_[1:], paid(0, round(DOLLARS[0] * 0.92))])) == set()


def test_named_pairs_that_disagree_show_no_rate() -> None:
    payments = [
        *(
            paid(at, round(DOLLARS[at] * Decimal(ratio)), f"ACME TOOLS INC. R-2024-{1000 + at}")
            for at, ratio in enumerate(("0.30", "0.92", "2.5"))
        ),
        paid(3, round(DOLLARS[3] * Decimal("0.93"))),
    ]
    assert ("inv-3", "txn-3") not in found(run(payments))


def test_ratios_beyond_all_money_are_no_amounts() -> None:
    bills = [bill(0, 1), bill(1, 1), bill(2, 999_999_999_999)]
    payments = [paid(at, 100_000_000_000, f"ACME TOOLS INC. R-2024-{1000 + at}") for at in range(3)]
    result = reconcile(InvoiceDocument(invoices=bills), BankDocument(transactions=payments))
    assert result.matched == []


def test_the_amounts_nearest_to_the_rate_of_the_day_are_held_against_a_payment() -> None:
    """A rate that drifts by a fifth within the year, and amounts that lie closer to one another than that."""
    cents = [10_000 + 23 * (17 * at % 60) for at in range(60)]
    days = [date(2024, 1, 26) + timedelta(days=6 * at) for at in range(60)]
    bills = [
        msgspec.structs.replace(bill(at, each), invoice_date=day - timedelta(days=16), due_date=None)
        for at, (each, day) in enumerate(zip(cents, days, strict=True))
    ]
    payments = [
        msgspec.structs.replace(
            paid(at, round(each * (Decimal("0.84") + Decimal(at) / 350))),
            transaction_date=day,
            description=f"ACME TOOLS INC. R-2024-{1000 + at}" if at % 10 == 0 else "ACME TOOLS INC.",
        )
        for at, (each, day) in enumerate(zip(cents, days, strict=True))
    ]
    result = reconcile(InvoiceDocument(invoices=bills), BankDocument(transactions=payments))
    right = {(f"inv-{at}", f"txn-{at}") for at in range(60)} & found(result)
    assert len(right) >= 40


@pytest.mark.parametrize("has_table", [True, False], ids=["a table", "no table"])
def test_of_many_amounts_near_the_rate_the_nearest_are_held_against_a_payment(*, has_table: bool) -> None:
    cents = [10_000 + 7 * at for at in range(60)]
    issued, day = date(2024, 3, 1), date(2024, 3, 17)
    bills = [msgspec.structs.replace(bill(at, each), invoice_date=issued) for at, each in enumerate(cents)]
    payments = [
        msgspec.structs.replace(
            paid(at, round(each * Decimal("0.92"))),
            transaction_date=day,
            description=f"ACME TOOLS INC. R-2024-{1000 + at}" if at < 4 else "ACME TOOLS INC.",
        )
        for at, each in enumerate(cents)
    ]
    table = ExchangeRates(
        name="rates.csv", table_hash="0" * 64,
        series=series_of([(day, "USD", "EUR", Decimal("0.92"))]),
    )  # fmt: skip
    result = reconcile(
        InvoiceDocument(invoices=bills),
        BankDocument(transactions=payments),
        rates=table if has_table else None,
    )
    pairs = {
        (match.invoices[0].invoice_id, match.bank_transactions[0].transaction_id)
        for match in (*result.matched, *result.partial)
    }
    assert len({(f"inv-{at}", f"txn-{at}") for at in range(60)} & pairs) >= 50
