"""The demo's check of itself: silent about what is right, and about nothing that is wrong."""

import copy
from decimal import Decimal

import msgspec
import pytest

from python_ocr_reconcile.cli.demo_check import MONEY, check
from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.models.invoice import InvoiceDocument
from python_ocr_reconcile.models.statement import BankDocument
from python_ocr_reconcile.reconciliation import reconcile
from python_ocr_reconcile.samples.truth import truth

FACTS = truth()


def as_numbers(value, key=None):
    if isinstance(value, dict):
        return {name: as_numbers(inner, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_numbers(inner, key) for inner in value]
    return Decimal(value) if value is not None and key in MONEY | {"rate", "base"} else value


def printed():
    """The documents that a perfect reader would make of the samples, as dicts."""
    invoices = as_numbers(copy.deepcopy(FACTS["invoices"]))
    for number, invoice in enumerate(invoices, 1):
        invoice |= {"invoice_id": f"inv-{number}", "proof": "proved"}
        for place, line in enumerate(invoice["line_items"], 1):
            line["line_number"] = place
    statement = as_numbers(copy.deepcopy(FACTS["statement"]))
    statement["statement_info"] = {
        name: Decimal(value) if name.startswith("total_") else value
        for name, value in statement["statement_info"].items()
    } | {"proof": "proved"}
    for number, row in enumerate(statement["transactions"], 1):
        row["transaction_id"] = f"txn-{number}"
    return {"invoices": invoices}, statement


def problems(invoices, bank, *, edit=lambda result: result):
    bills, account = decode(encode(invoices), InvoiceDocument), decode(encode(bank), BankDocument)
    return check(FACTS, bills, account, edit(reconcile(bills, account)))


def test_right_reading_has_no_problem():
    assert problems(*printed()) == []


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda i, b: i["invoices"].pop(), "8 invoices are printed, 7 were found"),
        (lambda i, b: i["invoices"][1].update(total_amount=Decimal("8224.06")), "read as 8224.06"),
        (lambda i, b: i["invoices"][2].update(vendor_name="Atelier"), "vendor_name"),
        (lambda i, b: i["invoices"][3].update(proof="unproved"), "invoice K10B-50815 is unproved"),
        (lambda i, b: i["invoices"][0]["line_items"].pop(), "4 lines are printed, 3 were read"),
        (lambda i, b: i["invoices"][4]["line_items"][1].update(quantity=Decimal(64)), "line 2: quantity"),
        (lambda i, b: b["transactions"].pop(), "46 transactions are printed, 45 were read"),
        (
            lambda i, b: b["transactions"][9].update(debit_amount=Decimal("28.10")),
            "transaction 10: debit_amount",
        ),
        (lambda i, b: b["statement_info"].update(closing_balance=None), "closing_balance"),
        (lambda i, b: b["statement_info"].update(proof="conflict"), "the statement is conflict"),
    ],
)
def test_each_fault_is_named(spoil, said):
    invoices, bank = printed()
    spoil(invoices, bank)
    found = problems(invoices, bank)
    assert any(said in problem for problem in found), found


def test_a_lost_match_a_doubt_and_a_wrong_match_are_named():
    def lose(result):
        return msgspec.structs.replace(result, matched=result.matched[1:])

    def doubt(result):
        first, *others = result.matched
        return msgspec.structs.replace(result, matched=others, partial=[*result.partial, first])

    def confuse(result):
        first, second, *others = result.matched
        wrong = msgspec.structs.replace(first, bank_transactions=second.bank_transactions)
        return msgspec.structs.replace(result, matched=[first, second, wrong, *others])

    assert any("was not found" in problem for problem in problems(*printed(), edit=lose))
    assert any("is only a proposal" in problem for problem in problems(*printed(), edit=doubt))
    assert any("does not pay it" in problem for problem in problems(*printed(), edit=confuse))
