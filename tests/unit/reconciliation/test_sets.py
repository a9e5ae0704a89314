"""Sets that nothing but their sum names, as payers make them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest

from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.models.statement import BankDocument, Transaction
from python_ocr_reconcile.reconciliation import reconcile
from python_ocr_reconcile.reconciliation.remittance import serial
from python_ocr_reconcile.reconciliation.run import run_to_links
from python_ocr_reconcile.reconciliation.run_sums import RunSums

AMOUNTS = [31377 + 7919 * at * at % 60013 for at in range(30)]


def bills(supplier: str = "Acme Tools GmbH", amounts: list[int] = AMOUNTS) -> list[Invoice]:
    return [
        Invoice(
            invoice_id=f"inv-{at}",
            invoice_number=f"R-2024-{1000 + at}",
            vendor_name=supplier,
            invoice_date=date(2024, 1, 1) + timedelta(days=9 * at),
            total_amount=Decimal(amount).scaleb(-2),
            currency="EUR",
        )
        for at, amount in enumerate(amounts)
    ]


def paid(number: int, cents: int, text: str, day: date = date(2024, 10, 10)) -> Transaction:
    return Transaction(
        transaction_id=f"txn-{number}", transaction_date=day, description=text, currency="EUR",
        debit_amount=Decimal(cents).scaleb(-2),
    )  # fmt: skip


def proposed(invoices: list[Invoice], transactions: list[Transaction]) -> set[tuple[str, ...]]:
    result = reconcile(InvoiceDocument(invoices=invoices), BankDocument(transactions=transactions))
    assert not [match for match in result.matched if len(match.invoices) > 1]
    return {tuple(invoice.invoice_id for invoice in match.invoices) for match in result.partial}


@pytest.mark.parametrize("chosen", [range(3, 14), [0, *range(9, 18)], [at for at in range(5, 16) if at != 9]])
def test_many_invoices_that_follow_one_another_are_found_among_thirty(chosen: list[int] | range) -> None:
    """Eleven of thirty: no search lists all 54 million such sets. All of a run, one more, one less."""
    transaction = paid(1, sum(AMOUNTS[at] for at in chosen), "ACME TOOLS GMBH")
    assert proposed(bills(), [transaction]) == {tuple(f"inv-{at}" for at in chosen)}


def test_a_list_that_was_cut_off_goes_on_by_number() -> None:
    chosen = range(12, 20)
    transaction = paid(1, sum(AMOUNTS[at] for at in chosen), "ACME TOOLS R-2024-1012, R-2024-1013, R-20")
    assert proposed(bills(), [transaction]) == {tuple(f"inv-{at}" for at in chosen)}


def test_one_instalment_may_say_nothing_of_who_pays() -> None:
    whole = bills(amounts=[123457])
    parts = [(1, 41153, "ACME TOOLS R-2024-1000"), (2, 41152, "Transfer"), (3, 41152, "ACME TOOLS invoice")]
    result = reconcile(
        InvoiceDocument(invoices=whole),
        BankDocument(
            transactions=[paid(at, cents, text, date(2024, at, 20)) for at, cents, text in parts]
            + [paid(9, 41152, "NORD MARKET 44871", date(2024, 2, 21))]
        ),
    )
    (match,) = result.partial
    assert [each.transaction_id for each in match.bank_transactions] == ["txn-1", "txn-2", "txn-3"]


def test_a_bundle_named_in_full_that_comes_short_keeps_its_names() -> None:
    """The sum less a fee is found as well; that must not stand in for what the remittance says."""
    chosen = (4, 5, 6)
    text = "ACME TOOLS GMBH R-2024-1004 R-2024-1005 R-2024-1006"
    transaction = paid(1, sum(AMOUNTS[at] for at in chosen) - 500, text)
    result = reconcile(InvoiceDocument(invoices=bills()), BankDocument(transactions=[transaction]))
    (match,) = result.partial
    assert [each.invoice_id for each in match.invoices] == [f"inv-{at}" for at in chosen]
    assert ("reference", "3_of_3") in {(step.feature, step.level) for step in match.matching_criteria}


def test_silence_speaks_neither_for_nor_against_an_invoice() -> None:
    """The same amount and day: a payment to somebody else is worth less than one that says nothing."""
    scores = {}
    for text in ("Invoice", "NORD MARKET"):
        result = reconcile(
            InvoiceDocument(invoices=bills()),
            BankDocument(transactions=[paid(1, AMOUNTS[20], text, date(2024, 7, 2))]),
        )
        assert not result.matched
        scores[text] = sum(match.match_score for match in result.partial)
    assert scores["Invoice"] > scores["NORD MARKET"]


def test_run_sums_are_runs_one_more_or_one_less() -> None:
    items = np.array([5, 11, 23, 47, 95, 191], dtype=np.int64)
    sums = RunSums(items, np.arange(6))
    assert sums.find(11 + 23 + 47) == [(1, 2, 3)]
    assert sums.find(5 + 47 + 95) == [(0, 3, 4)]
    assert sums.find(11 + 47 + 95) == [(1, 3, 4)]
    assert sums.find(5 + 23 + 95) == []
    assert sums.find(5) == []
    wanted = np.array([11 + 23 + 47, 5 + 47 + 95, 5 + 23 + 95 + 1])
    assert sums.reachable(wanted).tolist() == [True, True, False]


def test_a_serial_number_is_no_month_and_no_year() -> None:
    assert [serial(each) for each in ("7651/02/2024", "2024/12", "A-55-12", "R-2024-0042")] == [
        "7651", "12", "12", "42",
    ]  # fmt: skip


def test_a_bare_number_names_an_invoice_and_is_no_second_payment_that_says_nothing() -> None:
    invoice = Invoice(
        invoice_id="inv-1", invoice_number="105300", vendor_name="Acme Tools GmbH", currency="EUR",
        invoice_date=date(2024, 1, 5), total_amount=Decimal("961.26"),
    )  # fmt: skip
    parts = [paid(1, 32042, "105300", date(2024, 1, 20)), paid(2, 32042, "ACME TOOLS", date(2024, 2, 20))]
    run = run_to_links(
        [InvoiceDocument(invoices=[invoice])],
        [BankDocument(transactions=parts)],
        MatchingProfile(),
        None,
        None,
        None,
    )
    for each in run.given.sets:
        assert len(set(each.payments)) == len(each.payments)


def test_what_waits_longest_and_one_more_is_found_unless_too_many_are() -> None:
    few = np.array([500, 700, 1_100, 1_300, 1_700, 1_900])
    assert RunSums(few, np.arange(6)).oldest(500 + 700 + 1_700) == [(0, 1, 4)]
    assert RunSums(few, np.arange(6)).oldest(3) == []
    assert RunSums(np.array([5, -5] * 50), np.arange(100)).oldest(5) == []
    # Of more than are searched the first are not known.
    assert RunSums(np.arange(1, 131), np.arange(130)).oldest(3) == []
