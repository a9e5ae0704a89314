"""Links made by hand: who pays what adds up to the cent, and what is left is shown for what it is."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from python_ocr_reconcile.errors import JudgementError
from python_ocr_reconcile.models.reconciliation import Allocation, MatchedInvoice, MatchedTransaction
from python_ocr_reconcile.models.wanted_link import InvoiceRef, TransactionRef, WantedLink
from python_ocr_reconcile.services.link_by_hand import Bill, link_by_hand


def bills(*amounts, currency="EUR"):
    return [
        Bill(
            row=MatchedInvoice(upload_id=1, invoice_id=f"inv-{n}", currency=currency),
            payable=None if amount is None else Decimal(amount),
        )
        for n, amount in enumerate(amounts, 1)
    ]


def debits(*amounts, currency="EUR"):
    """Money out; in, where it is below zero."""
    return [
        MatchedTransaction(
            upload_id=2,
            transaction_id=f"txn-{n}",
            currency=currency,
            debit_amount=Decimal(amount) if Decimal(amount) > 0 else None,
            credit_amount=-Decimal(amount) if Decimal(amount) < 0 else None,
        )
        for n, amount in enumerate(amounts, 1)
    ]


def wanted(**values):
    return WantedLink(
        invoices=[InvoiceRef(invoice_id="inv-1")],
        bank_transactions=[TransactionRef(transaction_id="txn-1")],
        **values,
    )


def linked(invoices, transactions, direction="payables", **values):
    return link_by_hand("link-1", invoices, transactions, wanted(**values), direction)


def parts(match):
    return [(p.invoice_id, p.transaction_id, str(p.amount)) for p in match.allocations]


@pytest.mark.parametrize(
    ("invoices", "transactions", "kind", "allocated", "left", "difference"),
    [
        (["100"], ["100"], "one_to_one", [("inv-1", "txn-1", "100")], "0", "none"),
        (["100"], ["99.97"], "one_to_one", [("inv-1", "txn-1", "99.97")], "-0.03", "rounding"),
        (["100"], ["60"], "one_to_one", [("inv-1", "txn-1", "60")], "-40", "short_pay"),
        (["100"], ["130"], "one_to_one", [("inv-1", "txn-1", "100")], "30", "overpayment"),
        (
            ["100", "50"],
            ["150"],
            "many_to_one",
            [("inv-1", "txn-1", "100"), ("inv-2", "txn-1", "50")],
            "0",
            "none",
        ),
        (
            ["100"],
            ["40", "60"],
            "one_to_many",
            [("inv-1", "txn-1", "40"), ("inv-1", "txn-2", "60")],
            "0",
            "none",
        ),
        (
            ["100", "50"],
            ["120", "20"],
            "many_to_many",
            [("inv-1", "txn-1", "100"), ("inv-2", "txn-1", "20"), ("inv-2", "txn-2", "20")],
            "-10",
            "short_pay",
        ),
        (
            ["1000", "-100"],
            ["900"],
            "many_to_one",
            [("inv-2", "txn-1", "-100"), ("inv-1", "txn-1", "1000")],
            "0",
            "none",
        ),
        (["-100"], ["-100"], "one_to_one", [("inv-1", "txn-1", "-100")], "0", "none"),
    ],
)
def test_amounts_are_allocated_in_order(invoices, transactions, kind, allocated, left, difference):
    match = linked(bills(*invoices), debits(*transactions))
    assert (match.match_type, parts(match)) == (kind, allocated)
    assert (match.discrepancy.amount, match.discrepancy.kind) == (Decimal(left), difference)
    assert (match.decision, match.match_score) == ("linked", 1.0)


def test_the_person_says_what_the_difference_is():
    assert linked(bills("100"), debits("98"), difference="discount").discrepancy.kind == "discount"


def test_own_invoices_are_paid_by_money_in():
    match = linked(bills("100"), debits("-100"), direction="receivables")
    assert parts(match) == [("inv-1", "txn-1", "100")]
    with pytest.raises(JudgementError, match="other way"):
        linked(bills("100"), debits("-100"))
    assert parts(linked(bills("100"), debits("-100"), direction="both")) == [("inv-1", "txn-1", "100")]


def test_the_person_says_how_much_pays_what():
    match = linked(
        bills("100", "50"),
        debits("120"),
        allocations=[
            Allocation(invoice_id="inv-1", transaction_id="txn-1", amount=Decimal(70)),
            Allocation(invoice_id="inv-2", transaction_id="txn-1", amount=Decimal(50)),
        ],
    )
    assert parts(match) == [("inv-1", "txn-1", "70"), ("inv-2", "txn-1", "50")]
    assert match.discrepancy.amount == -30


@pytest.mark.parametrize(
    ("amount", "invoice_id", "says"),
    [
        ("100.01", "inv-1", "has 100 left"),
        ("-1", "inv-1", "has 100 left"),
        ("0", "inv-1", "has 100 left"),
        ("90", "inv-1", "10 more than its amount"),
        ("10", "inv-7", "none of the link"),
    ],
)
def test_nothing_is_allocated_beyond_an_amount(amount, invoice_id, says):
    part = Allocation(invoice_id=invoice_id, transaction_id="txn-1", amount=Decimal(amount))
    with pytest.raises(JudgementError, match=says):
        linked(bills("100"), debits("80"), allocations=[part])


def test_of_another_currency_one_pays_one_and_more_need_allocations():
    match = linked(bills("100", currency="USD"), debits("92.15"))
    assert parts(match) == [("inv-1", "txn-1", "100")]
    assert (match.discrepancy.amount, match.discrepancy.kind) == (0, "exchange_rate")
    with pytest.raises(JudgementError, match="allocations"):
        linked(bills("100", "50", currency="USD"), debits("140"))
    part = Allocation(invoice_id="inv-1", transaction_id="txn-1", amount=Decimal(100))
    again = linked(bills("100", "50", currency="USD"), debits("92"), allocations=[part])
    assert (again.discrepancy.amount, again.discrepancy.kind) == (-50, "short_pay")


def test_an_invoice_without_a_total_and_a_row_named_twice_are_refused():
    with pytest.raises(JudgementError, match="no total"):
        linked(bills(None), debits("1"))
    with pytest.raises(JudgementError, match="twice"):
        linked(bills("1") * 2, debits("1"))
    with pytest.raises(JudgementError, match="twice"):
        linked(bills("1"), debits("1") * 2)


cents = st.integers(-100_000, 100_000).filter(bool).map(lambda units: Decimal(units).scaleb(-2))


@given(st.lists(cents, min_size=1, max_size=5), st.lists(cents, min_size=1, max_size=5))
def test_no_row_is_allocated_more_than_its_amount_and_the_difference_is_what_is_left(invoiced, paid):
    try:
        match = linked(bills(*invoiced), debits(*paid))
    except JudgementError:
        assert sum(invoiced) * sum(paid) < 0
        return
    for amounts, field, prefix in (
        (invoiced, "invoice_id", "inv"),
        (paid, "transaction_id", "txn"),
    ):
        for n, amount in enumerate(amounts, 1):
            of_row = sum(p.amount for p in match.allocations if getattr(p, field) == f"{prefix}-{n}")
            if (amount > 0) == (sum(invoiced) > 0):
                assert 0 <= of_row * (1 if amount > 0 else -1) <= abs(amount)
    assert match.discrepancy.amount == sum(paid) - sum(invoiced)
    if min(*invoiced, *paid, 1) > 0:
        allocated = sum(p.amount for p in match.allocations)
        assert allocated == min(sum(invoiced), sum(paid))
