"""The verifier takes proofs away: every way in which a claimed proof may be hollow is tried."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from python_ocr_reconcile.extraction.verify import verify_invoices, verify_statements
from python_ocr_reconcile.models.evidence import Check, Evidence, Operand
from python_ocr_reconcile.models.invoice import Invoice, LineItem
from python_ocr_reconcile.models.statement import StatementInfo, Transaction


def check(name, operands, result, expected, actual, operation="sum", tolerance="0"):
    return Check(
        check_id=name,
        name=name,
        operation=operation,
        operands=[Operand(pointer=pointer, factor=Decimal(factor)) for pointer, factor in operands],
        result=result,
        expected=Decimal(expected),
        actual=Decimal(actual),
        tolerance=Decimal(tolerance),
        closes=True,
        equation=name,
    )


@pytest.fixture
def invoice():
    """One line of 100.00, 19.00 of tax, 119.00 in all: everything stands in a check that closes."""
    return Invoice(
        invoice_id="inv-1",
        subtotal=Decimal("100.00"),
        tax_total=Decimal("19.00"),
        total_amount=Decimal("119.00"),
        line_items=[LineItem(line_number=1, amount=Decimal("100.00"))],
        checks=[
            check("lines", [("/line_items/0/amount", 1)], "/subtotal", "100.00", "100.00"),
            check("total", [("/subtotal", 1), ("/tax_total", 1)], "/total_amount", "119.00", "119.00"),
        ],
        proof="proved",
    )


def proof_of(invoice):
    return verify_invoices([invoice])[0].proof


def test_a_sound_proof_stays(invoice):
    assert proof_of(invoice) == "proved"


@pytest.mark.parametrize("field", ["subtotal", "tax_total", "total_amount"])
def test_a_value_that_differs_from_what_was_checked_is_a_conflict(invoice, field):
    changed = msgspec.structs.replace(invoice, **{field: getattr(invoice, field) + Decimal("0.01")})
    verified = verify_invoices([changed])[0]
    assert verified.proof == "conflict"
    assert not all(c.closes for c in verified.checks)


@pytest.mark.parametrize("field", ["discount", "shipping", "amount_due"])
def test_a_value_that_no_check_covers_is_not_proved(invoice, field):
    assert proof_of(msgspec.structs.replace(invoice, **{field: Decimal("5.00")})) == "unproved"


def test_a_check_that_points_at_nothing_does_not_close(invoice):
    stray = check("stray", [("/line_items/7/amount", 1)], "/subtotal", "100.00", "100.00")
    assert proof_of(msgspec.structs.replace(invoice, checks=[*invoice.checks, stray])) == "conflict"


def test_a_check_without_operands_proves_nothing(invoice):
    empty = check("empty", [], "/total_amount", "0", "0")
    assert proof_of(msgspec.structs.replace(invoice, checks=[*invoice.checks, empty])) == "conflict"


def test_a_tolerance_is_kept_to_the_cent(invoice):
    loose = check(
        "tax", [("/subtotal", 1), ("/tax_total", 1)], "/total_amount", "119.00", "119.00", tolerance="0.01"
    )
    near = msgspec.structs.replace(invoice, checks=[invoice.checks[0], loose], total_amount=Decimal("119.01"))
    far = msgspec.structs.replace(near, total_amount=Decimal("119.02"))
    assert proof_of(near) == "proved"
    assert proof_of(far) == "conflict"


@pytest.mark.parametrize("claim", ["unproved", "conflict"])
def test_it_never_gives_a_proof(invoice, claim):
    assert proof_of(msgspec.structs.replace(invoice, proof=claim)) == claim


def test_products_and_percentages_are_computed():
    line = LineItem(line_number=1, quantity=Decimal(3), unit_price=Decimal("33.33"), amount=Decimal("99.99"))
    product = check(
        "line",
        [("/line_items/0/quantity", 1), ("/line_items/0/unit_price", 1)],
        "/line_items/0/amount",
        "99.99",
        "99.99",
        operation="product",
    )
    total = check("total", [("/line_items/0/amount", 1)], "/total_amount", "99.99", "99.99")
    sound = Invoice(
        invoice_id="inv-1",
        total_amount=Decimal("99.99"),
        line_items=[line],
        checks=[product, total],
        proof="proved",
    )
    wrong = msgspec.structs.replace(sound, line_items=[msgspec.structs.replace(line, quantity=Decimal(4))])
    assert proof_of(sound) == "proved"
    assert proof_of(wrong) == "conflict"


def statement(rows, opening="100.00", closing="90.00"):
    """A statement of debits with a running balance, and a check for each row."""
    transactions = []
    for place, (amount, balance) in enumerate(rows):
        previous = f"/transactions/{place - 1}/balance" if place else "/statements/0/opening_balance"
        step = check(
            f"row-{place}",
            [(previous, 1), (f"/transactions/{place}/debit_amount", -1)],
            f"/transactions/{place}/balance",
            balance,
            balance,
        )
        transactions.append(
            Transaction(
                transaction_id=f"txn-{place + 1}",
                transaction_date=date(2024, 1, 1),
                debit_amount=Decimal(amount),
                balance=Decimal(balance),
                checks=[step],
            )
        )
    last = f"/transactions/{len(rows) - 1}/balance"
    end = check("end", [(last, 1)], "/statements/0/closing_balance", closing, closing)
    info = StatementInfo(
        opening_balance=Decimal(opening), closing_balance=Decimal(closing), checks=[end], proof="proved"
    )
    return info, transactions


def test_a_chain_that_closes_stays_proved():
    info, rows = statement([("4.00", "96.00"), ("6.00", "90.00")])
    assert verify_statements([info], rows)[0].proof == "proved"


def test_a_dropped_row_breaks_the_chain():
    info, rows = statement([("4.00", "96.00"), ("6.00", "90.00")])
    assert verify_statements([info], rows[1:])[0].proof != "proved"


def test_an_invented_row_is_covered_by_nothing():
    info, rows = statement([("4.00", "96.00"), ("6.00", "90.00")])
    invented = Transaction(transaction_id="txn-3", debit_amount=Decimal("1.00"))
    assert verify_statements([info], [*rows, invented])[0].proof == "unproved"


def test_sums_that_close_prove_nothing_against_a_page_that_states_otherwise(invoice):
    told = {"total_amount": Evidence(status="conflict", reason="page 1 states 120, the XML states 119")}
    assert proof_of(msgspec.structs.replace(invoice, evidence=told)) == "conflict"
    # The sums that did not close once have no reason of their own: they are computed anew.
    stale = {"total_amount": Evidence(status="conflict")}
    assert proof_of(msgspec.structs.replace(invoice, evidence=stale)) == "proved"
