"""Small files that a bookkeeper would settle at a glance."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from python_ocr_reconcile.models.encoding import decode
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument
from python_ocr_reconcile.models.memory import (
    Link,
    LockedInvoice,
    LockedTransaction,
    Memory,
    PayerAlias,
    RejectedPair,
    invoice_key,
    transaction_key,
)
from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.models.rates import ExchangeRates, series_of
from python_ocr_reconcile.models.reconciliation import Match, ReconciliationDocument
from python_ocr_reconcile.models.statement import BankDocument, StatementInfo, Transaction
from python_ocr_reconcile.reconciliation import reconcile
from python_ocr_reconcile.reconciliation.confidence import shipped_calibration
from python_ocr_reconcile.reconciliation.hypotheses import FLOOR_BITS, members_of
from python_ocr_reconcile.reconciliation.run import run_to_links

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def bill(invoice_id: str, amount: str | None, **fields: Any) -> Invoice:
    fields = {"invoice_date": date(2024, 3, 1), "due_date": date(2024, 3, 31), "currency": "EUR"} | fields
    return Invoice(invoice_id=invoice_id, total_amount=None if amount is None else Decimal(amount), **fields)


def out(transaction_id: str, amount: str, text: str, **fields: Any) -> Transaction:
    fields = {"transaction_date": date(2024, 3, 29), "currency": "EUR"} | fields
    return Transaction(
        transaction_id=transaction_id, debit_amount=Decimal(amount), description=text, **fields
    )


def into(transaction_id: str, amount: str, text: str, **fields: Any) -> Transaction:
    fields = {"transaction_date": date(2024, 3, 29), "currency": "EUR"} | fields
    return Transaction(
        transaction_id=transaction_id, credit_amount=Decimal(amount), description=text, **fields
    )


def run(bills: list[Invoice], transactions: list[Transaction], **options: Any) -> ReconciliationDocument:
    return reconcile(InvoiceDocument(invoices=bills), BankDocument(transactions=transactions), **options)


def links(matches: list[Match]) -> set[tuple[str, str]]:
    return {(m.invoices[0].invoice_id, m.bank_transactions[0].transaction_id) for m in matches}


def reasons(result: ReconciliationDocument) -> dict[str, str]:
    return {i.invoice_id: i.unmatched_reason for i in result.unmatched.invoices} | {
        t.transaction_id: t.unmatched_reason for t in result.unmatched.bank_transactions
    }


def levels(match: Match) -> dict[str, str]:
    return {step.feature: step.level for step in match.matching_criteria}


ACME = {"invoice_number": "INV-2024-0117", "vendor_name": "Acme Tools GmbH"}


def credit_note(invoice_id: str, amount: str, number: str) -> Invoice:
    acme = ACME | {"invoice_number": number}
    return bill(invoice_id, amount, document_type="credit_note", **acme)


def test_the_obvious_pair_is_matched_and_says_why() -> None:
    result = run([bill("inv-1", "119.00", **ACME)], [out("txn-1", "119.00", "ACME TOOLS INV-2024-0117")])
    (match,) = result.matched
    assert links([match]) == {("inv-1", "txn-1")}
    assert match.match_score > 0.95
    assert match.allocations[0].amount == Decimal("119.00")
    assert (match.discrepancy.amount, match.discrepancy.kind) == (Decimal("0.00"), "none")
    assert levels(match)["reference"] == "exact"
    assert "The remittance names INV-2024-0117." in match.explanation
    assert "The amount is the same to the cent: 119.00 EUR." in match.explanation
    summary = result.reconciliation_summary
    assert summary.match_rate_percentage == Decimal("100.00")
    assert str(summary.total_amount_matched) == "119.00"
    assert result.reconciliation_info.direction == "payables"
    assert result.reconciliation_info.status == "completed"


def test_the_smallest_documents_are_enough() -> None:
    invoices = decode(
        '{"invoices": [{"invoice_id": "a", "invoice_number": "RE-4711", "total_amount": 80}]}',
        InvoiceDocument,
    )
    bank = decode(
        '{"transactions": [{"transaction_id": "b", "description": "RE 4711", "debit_amount": 80}]}',
        BankDocument,
    )
    (match,) = [*(result := reconcile(invoices, bank)).matched, *result.partial]
    assert links([match]) == {("a", "b")}
    assert str(match.allocations[0].amount) == "80.00"


def test_an_empty_run_is_a_result() -> None:
    result = run([], [])
    assert (result.matched, result.partial, result.unmatched.invoices) == ([], [], [])
    assert result.reconciliation_summary.match_rate_percentage == Decimal("0.00")
    assert reasons(run([bill("inv-1", "5.00")], [])) == {"inv-1": "no_candidate"}
    assert reasons(run([], [out("txn-1", "5.00", "x")])) == {"txn-1": "no_candidate"}


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("payment INV-2024-0117", "exact"),
        ("payment inv 2024 0117 thank you", "exact"),
        ("RE INV2024/0117", "exact"),
        ("1NV-2O24-O117", "folded"),
        ("INV-Z0Z4-0I17", "folded"),
        ("Rechnung 2024-0117", "digits"),
        ("INV-2024-0171", "transposed"),
        ("INV-2024-017", "one_edit"),
        ("2024-117", "part"),
        ("number 0117", "part"),
        ("20240117", "digits"),
        ("INV-2023-0899", "other_number"),
        ("no reference here", "none"),
    ],
)
def test_references_survive_what_payers_and_scanners_do_to_them(text: str, level: str) -> None:
    (match,) = [
        *(
            result := run([bill("inv-1", "731.42", **ACME)], [out("txn-1", "731.42", f"ACME TOOLS {text}")])
        ).matched,
        *result.partial,
    ]
    assert levels(match)["reference"] == level


def test_equal_amounts_are_told_apart_by_reference() -> None:
    bills = [
        bill("inv-1", "500.00", invoice_number="A-2024-0031", vendor_name="Acme Tools GmbH"),
        bill("inv-2", "500.00", invoice_number="A-2024-0032", vendor_name="Acme Tools GmbH"),
    ]
    result = run(bills, [out("t-1", "500.00", "Acme A-2024-0032"), out("t-2", "500.00", "Acme A-2024-0031")])
    assert links(result.matched) == {("inv-1", "t-2"), ("inv-2", "t-1")}


def test_twins_are_never_matched() -> None:
    bills = [bill(f"inv-{n}", "500.00", vendor_name="Acme Tools GmbH") for n in (1, 2)]
    result = run(bills, [out("t-1", "500.00", "ACME TOOLS"), out("t-2", "500.00", "ACME TOOLS")])
    assert result.matched == []
    for match in result.partial:
        assert match.explanation[0].startswith("A proposal: ")
        assert any("Next for this" in sentence for sentence in match.explanation)


def test_one_payment_for_two_equal_invoices_is_ambiguous() -> None:
    bills = [bill(f"inv-{n}", "500.00") for n in (1, 2)]
    result = run(bills, [out("t-1", "500.00", "transfer"), out("t-2", "44.00", "other")])
    assert result.matched == []
    assert reasons(result) == {
        "inv-1": "ambiguous", "inv-2": "ambiguous", "t-1": "ambiguous", "t-2": "no_candidate"
    }  # fmt: skip
    (sentence,) = result.unmatched.bank_transactions[0].explanation
    assert "invoice inv-1" in sentence
    assert "invoice inv-2" in sentence


def test_the_amount_alone_is_never_enough() -> None:
    result = run([bill("inv-1", "8123.77")], [out("t-1", "8123.77", "transfer")])
    assert result.matched == []
    (match,) = result.partial
    assert match.explanation[0] == "A proposal: nothing but the amount and the date speaks for it."


def test_the_file_as_a_whole_is_settled_best_where_the_greedy_choice_fails() -> None:
    # The best single pair is t-1 with inv-1, whose number it names. But t-2 can only be for inv-1, by its
    # order number, and t-1 also names the order of inv-2.
    bills = [
        bill(
            "inv-1",
            "940.10",
            invoice_number="K-55510",
            po_number="PO77123",
            vendor_name="Nordwind Energie AG",
        ),
        bill(
            "inv-2",
            "940.10",
            invoice_number="K-55620",
            po_number="PO88456",
            vendor_name="Nordwind Energie AG",
        ),
    ]
    transactions = [
        out("t-1", "940.10", "Nordwind Energie K-55510 PO88456"),
        out("t-2", "940.10", "Nordwind Energie PO77123"),
    ]
    alone = run(bills, transactions[:1])
    assert links([*alone.matched, *alone.partial]) == {("inv-1", "t-1")}
    both = run(bills, transactions)
    assert links([*both.matched, *both.partial]) == {("inv-1", "t-2"), ("inv-2", "t-1")}


def test_a_credit_note_is_paid_by_money_that_comes_back() -> None:
    bills = [
        bill("inv-1", "300.00", **ACME),
        credit_note("inv-2", "-50.00", "CN-2024-0009"),
    ]
    result = run(
        bills, [out("t-1", "300.00", "Acme INV-2024-0117"), into("t-2", "50.00", "Acme Tools CN-2024-0009")]
    )
    assert links(result.matched) == {("inv-1", "t-1"), ("inv-2", "t-2")}
    credit = next(m for m in result.matched if m.invoices[0].invoice_id == "inv-2")
    assert credit.allocations[0].amount == Decimal("-50.00")
    assert result.reconciliation_summary.total_amount_matched == Decimal("350.00")


def test_customers_pay_with_credits() -> None:
    bills = [
        bill(
            "inv-1", "210.40", invoice_number="2024/0311", vendor_name="Us Ltd", customer_name="Maria Keller"
        ),
        bill("inv-2", "99.00", invoice_number="2024/0312", vendor_name="Us Ltd", customer_name="Jonas Weber"),
    ]
    result = run(
        bills,
        [
            into("t-1", "99.00", "Rechnung 2024/0312", counterparty_name="WEBER JONAS"),
            into("t-2", "210.40", "2024 0311", counterparty_name="Maria Keller"),
            out("t-3", "99.00", "Office rent"),
        ],
    )
    assert result.reconciliation_info.direction == "receivables"
    assert links(result.matched) == {("inv-1", "t-2"), ("inv-2", "t-1")}
    assert reasons(result) == {"t-3": "other_direction"}


def test_a_file_of_both_kinds_is_matched_both_ways() -> None:
    bills = [
        bill("inv-1", "734.02", vendor_name="Nordwind Energie AG", customer_name="Us Ltd"),
        bill("inv-2", "151.03", vendor_name="Us Ltd", customer_name="Maria Keller", invoice_number="R-2003"),
    ]
    result = run(
        bills, [out("t-1", "734.02", "NORDWIND ENERGIE"), into("t-2", "151.03", "Maria Keller R-2003")]
    )
    assert result.reconciliation_info.direction == "both"
    assert links([*result.matched, *result.partial]) == {("inv-1", "t-1"), ("inv-2", "t-2")}


def test_an_invoice_over_nothing_has_nothing_to_pay() -> None:
    assert reasons(run([bill("inv-1", "0.00", **ACME)], [])) == {"inv-1": "nothing_to_pay"}


def rates(*given: tuple[str, str, str, str]) -> ExchangeRates:
    return ExchangeRates(
        name="rates.csv",
        table_hash="0" * 64,
        series=series_of((date.fromisoformat(day), one, two, Decimal(rate)) for day, one, two, rate in given),
    )


IN_DOLLARS = [out("t-1", "129.31", "Acme Tools INV-2024-0117", currency="USD")]


def test_another_currency_without_a_rate_is_at_most_a_proposal() -> None:
    result = run([bill("inv-1", "119.00", **ACME)], IN_DOLLARS)
    assert result.matched == []
    (proposal,) = result.partial
    assert proposal.discrepancy.kind == "exchange_rate"
    assert "129.31 USD was paid for 119.00 EUR; no exchange rate was given." in proposal.explanation
    result = run([bill("inv-1", "119.00", **ACME)], [out("t-1", "119.00", "INV-2023-8", currency="USD")])
    assert (result.matched, result.partial) == ([], [])


def test_another_currency_is_converted_at_the_rate_of_the_day() -> None:
    table = rates(("2024-03-28", "EUR", "USD", "1.0811"), ("2024-04-02", "EUR", "USD", "1.2"))
    result = run([bill("inv-1", "119.00", **ACME)], IN_DOLLARS, rates=table)
    (match,) = result.matched
    assert match.discrepancy.kind == "exchange_rate"
    assert str(match.discrepancy.amount) == "0.61"  # 119.00 EUR are 128.65 USD; 0.66 USD too much
    assert match.allocations[0].amount == Decimal("119.00")
    assert any(
        "at the rate of that day or the last before it: 0.5% off" in sentence
        for sentence in match.explanation
    )
    assert result.reconciliation_info.rates is not None
    assert result.reconciliation_info.rates.name == "rates.csv"


def test_a_rate_that_is_too_old_is_none() -> None:
    table = rates(("2024-03-01", "EUR", "USD", "1.0811"))
    assert run([bill("inv-1", "119.00", **ACME)], IN_DOLLARS, rates=table).matched == []


def test_the_limit_of_the_profile_holds() -> None:
    bills, paid = [bill("inv-1", "731.42", **ACME)], [out("t-1", "731.42", "Acme Tools INV-2024-0117")]
    assert run(bills, paid, profile=MatchingProfile(auto_match_limit={"EUR": Decimal("731.42")})).matched
    limited = run(bills, paid, profile=MatchingProfile(auto_match_limit={"EUR": Decimal("731.41")}))
    assert limited.matched == []
    assert "above what the profile" in limited.partial[0].explanation[0]


def test_ids_of_two_uploads_may_be_the_same() -> None:
    first = InvoiceDocument(upload_id=1, invoices=[bill("inv-1", "731.42", **GROUP[0])])
    second = InvoiceDocument(upload_id=3, invoices=[bill("inv-1", "88.15", **GROUP[1])])
    bank = [
        BankDocument(upload_id=2, transactions=[out("t-1", "88.15", "Acme Tools INV-2024-0121")]),
        BankDocument(upload_id=4, transactions=[out("t-1", "731.42", "Acme Tools INV-2024-0117")]),
    ]
    result = reconcile([second, first], bank)
    found = {(m.allocations[0].invoice_upload_id, m.allocations[0].bank_upload_id) for m in result.matched}
    assert found == {(1, 4), (3, 2)}


def judged(**fields: Any) -> dict[str, Any]:
    return {"reconciliation_id": 1, "match_id": "match-1", "at": NOON, "actor": "local", **fields}


def test_what_was_confirmed_is_not_offered_again() -> None:
    invoice, paid = bill("inv-1", "731.42", **ACME), out("t-1", "731.42", "Acme Tools INV-2024-0117")
    memory = Memory(
        version=1,
        links=[
            Link(
                **judged(),
                invoices=[LockedInvoice(invoice=invoice_key(invoice, 1), amount=Decimal("731.42"))],
                transactions=[
                    LockedTransaction(transaction=transaction_key(paid, 2), amount=Decimal("731.42"))
                ],
            )
        ],
    )
    result = reconcile(
        InvoiceDocument(upload_id=1, invoices=[invoice]),
        BankDocument(upload_id=2, transactions=[paid]),
        memory=memory,
    )
    assert reasons(result) == {"inv-1": "settled_before", "t-1": "settled_before"}
    assert result.reconciliation_info.memory_version == 1


def test_what_was_rejected_is_not_proposed_again() -> None:
    invoice, paid = bill("inv-1", "731.42", **ACME), out("t-1", "731.42", "Acme Tools INV-2024-0117")
    rejected = RejectedPair(**judged(), invoice=invoice_key(invoice, 1), transaction=transaction_key(paid, 2))
    result = reconcile(
        InvoiceDocument(upload_id=1, invoices=[invoice]),
        BankDocument(upload_id=2, transactions=[paid]),
        memory=Memory(rejected=[rejected]),
    )
    assert (result.matched, result.partial) == ([], [])


def test_a_payer_that_people_know_stands_for_its_party() -> None:
    bills = [bill("inv-1", "731.42", **ACME)]
    paid = [out("t-1", "731.42", "Zahlung", counterparty_name="Nordwind Holding")]
    alias = PayerAlias(
        alias_id="0" * 16, kind="name", payer="nordwind", party="acme tools", confirmed=2, last_at=NOON
    )
    assert run(bills, paid).matched == []
    (match,) = run(bills, paid, memory=Memory(aliases=[alias])).matched
    assert levels(match)["name"] == "known"
    assert run(bills, paid, memory=Memory(aliases=[replace(alias, rejected=2)])).matched == []


def test_an_unstated_currency_is_assumed_and_said() -> None:
    result = reconcile(
        InvoiceDocument(invoices=[bill("inv-1", "119.00", **ACME, currency=None)]),
        BankDocument(
            statement_info=StatementInfo(currency="EUR"),
            transactions=[out("t-1", "119.00", "Acme Tools INV-2024-0117", currency=None)],
        ),
    )
    (match,) = result.matched
    assert levels(match)["currency"] == "assumed"
    assert any("assumed" in sentence for sentence in match.explanation)


def test_amounts_have_the_digits_of_their_currency() -> None:
    result = run(
        [bill("inv-1", "54000", **ACME, currency="JPY")],
        [out("t-1", "54000", "Acme Tools INV-2024-0117", currency="JPY")],
    )
    assert str(result.matched[0].allocations[0].amount) == "54000"


def test_an_invoice_without_a_total_stays_open_for_that_reason() -> None:
    result = run([bill("inv-1", None, **ACME)], [out("t-1", "119.00", "INV-2024-0117")])
    assert reasons(result)["inv-1"] == "missing_amount"


def test_what_is_left_to_pay_is_compared_where_part_was_paid_before() -> None:
    result = run(
        [bill("inv-1", "500.00", **ACME, amount_due=Decimal("120.00"))],
        [out("t-1", "120.00", "Acme Tools INV-2024-0117")],
    )
    (match,) = result.matched
    assert (match.allocations[0].amount, match.discrepancy.kind) == (Decimal("120.00"), "none")


def test_the_whole_is_paid_although_part_was_said_to_be_paid_also_where_yen_have_a_fraction() -> None:
    result = run(
        [bill("inv-1", "100.00", **ACME, amount_due=Decimal("98.00"), currency="JPY")],
        [out("t-1", "99.99", "Acme Tools INV-2024-0117", currency="JPY")],
    )
    (match,) = result.matched
    assert (match.allocations[0].amount, match.discrepancy.kind) == (Decimal(99), "none")


@pytest.mark.parametrize(
    ("paid", "kind", "difference"),
    [
        ("980.00", "discount", "-20.00"),
        ("992.50", "fee", "-7.50"),
        ("900.00", "short_pay", "-100.00"),
        ("1030.00", "overpayment", "30.00"),
        ("999.98", "rounding", "-0.02"),
        ("400.00", "short_pay", "-600.00"),
    ],
)
def test_differences_have_a_kind_and_are_proposals(paid: str, kind: str, difference: str) -> None:
    result = run([bill("inv-1", "1000.00", **ACME)], [out("t-1", paid, "Acme Tools INV-2024-0117")])
    (match,) = [*result.matched, *result.partial]
    assert (match.discrepancy.kind, match.discrepancy.amount) == (kind, Decimal(difference))
    assert match.allocations[0].amount == min(Decimal(paid), Decimal("1000.00"))
    assert bool(result.matched) == (kind == "rounding")


def test_fees_and_interest_are_not_invoice_payments() -> None:
    result = run(
        [bill("inv-1", "119.00", **ACME)],
        [
            out("t-1", "119.00", "Acme Tools INV-2024-0117"),
            out("t-2", "4.50", "Account fee", transaction_type="fee"),
            out("t-3", "1.10", "Interest", transaction_type="interest"),
        ],
    )
    assert reasons(result) == {"t-2": "not_an_invoice_payment", "t-3": "not_an_invoice_payment"}


def test_a_second_payment_of_the_same_invoice_is_pointed_out() -> None:
    result = run(
        [bill("inv-1", "731.42", **ACME)],
        [
            out("t-1", "731.42", "Acme Tools INV-2024-0117"),
            out("t-2", "731.42", "Acme Tools INV-2024-0117", transaction_date=date(2024, 4, 9)),
        ],
    )
    (match,) = result.matched
    assert links([match]) == {("inv-1", "t-1")}
    assert match.explanation[0] == "Transaction t-2 repeats this payment: it looks like a second one."
    assert reasons(result) == {"t-2": "duplicate_payment"}
    assert "repeats transaction t-1" in result.unmatched.bank_transactions[0].explanation[0]


def test_which_of_two_unnamed_payments_is_the_second_is_left_to_a_person() -> None:
    result = run(
        [bill("inv-1", "731.42", **ACME)],
        [
            out("t-1", "731.42", "Acme Tools"),
            out("t-2", "731.42", "Acme Tools", transaction_date=date(2024, 4, 9)),
        ],
    )
    assert result.matched == []
    assert "one may be a second payment" in result.partial[0].explanation[0]


GROUP = [
    {"invoice_number": "INV-2024-0117", "vendor_name": "Acme Tools GmbH"},
    {"invoice_number": "INV-2024-0121", "vendor_name": "Acme Tools GmbH"},
    {"invoice_number": "INV-2024-0130", "vendor_name": "Acme Tools GmbH"},
]


def entry_ids(match: Match) -> tuple[list[str], list[str]]:
    return [i.invoice_id for i in match.invoices], [t.transaction_id for t in match.bank_transactions]


@pytest.mark.parametrize(
    "text",
    [
        "ACME TOOLS INV-2024-0117 INV-2024-0121 INV-2024-0130",
        "ACME TOOLS INV-2024-0117, 0121, 0130",
        "Acme Tools GmbH",
    ],
)
def test_one_payment_of_three_invoices(text: str) -> None:
    bills = [bill(f"inv-{n}", amount, **GROUP[n]) for n, amount in enumerate(("119.07", "1403.22", "88.15"))]
    result = run(
        [*bills, bill("inv-9", "410.00", vendor_name="Acme Tools GmbH")], [out("t-1", "1610.44", text)]
    )
    (match,) = result.matched
    assert match.match_type == "many_to_one"
    assert entry_ids(match) == (["inv-0", "inv-1", "inv-2"], ["t-1"])
    assert [str(part.amount) for part in match.allocations] == ["119.07", "1403.22", "88.15"]
    assert (match.discrepancy.amount, match.discrepancy.kind) == (Decimal("0.00"), "none")
    assert "3 invoices add up to the cent: 1,610.44 EUR." in match.explanation


def test_a_credit_note_is_taken_off_a_payment_of_several() -> None:
    bills = [
        bill("inv-0", "119.07", **GROUP[0]),
        bill("inv-1", "1403.22", **GROUP[1]),
        bill("inv-2", "-88.15", document_type="credit_note", **GROUP[2]),
    ]
    result = run(bills, [out("t-1", "1434.14", "ACME TOOLS INV-2024-0117 INV-2024-0121")])
    (match,) = result.matched
    assert entry_ids(match) == (["inv-0", "inv-1", "inv-2"], ["t-1"])
    assert sum(part.amount for part in match.allocations) == Decimal("1434.14")
    assert any("credit notes taken off" in sentence for sentence in match.explanation)


def test_one_invoice_in_three_instalments() -> None:
    result = run(
        [bill("inv-1", "1000.00", **ACME)],
        [
            out("t-1", "333.33", "Acme Tools INV-2024-0117 1/3", transaction_date=date(2024, 3, 20)),
            out("t-2", "333.33", "Acme Tools INV-2024-0117 2/3", transaction_date=date(2024, 4, 20)),
            out("t-3", "333.34", "Acme Tools INV-2024-0117 3/3", transaction_date=date(2024, 5, 20)),
        ],
    )
    (match,) = [*result.matched, *result.partial]
    assert match.match_type == "one_to_many"
    assert entry_ids(match) == (["inv-1"], ["t-1", "t-2", "t-3"])
    assert [str(part.amount) for part in match.allocations] == ["333.33", "333.33", "333.34"]


def test_sums_that_chance_explains_are_no_match() -> None:
    """Thirty round invoices of one supplier: nearly any round payment is the sum of some of them."""
    bills = [bill(f"inv-{n}", f"{100 * n}.00", vendor_name="Acme Tools GmbH") for n in range(1, 31)]
    result = run(bills, [out("t-1", "4700.00", "Acme Tools")])
    assert result.matched == []


def test_a_bundle_that_comes_short_is_a_proposal() -> None:
    bills = [bill("inv-0", "500.00", **GROUP[0]), bill("inv-1", "300.00", **GROUP[1])]
    result = run(bills, [out("t-1", "790.00", "ACME TOOLS INV-2024-0117 INV-2024-0121")])
    (match,) = result.partial
    assert entry_ids(match) == (["inv-0", "inv-1"], ["t-1"])
    assert sum(part.amount for part in match.allocations) == Decimal("790.00")
    assert (match.discrepancy.amount, match.discrepancy.kind) == (Decimal("-10.00"), "fee")


def test_a_name_cut_off_by_the_bank_is_the_same_name() -> None:
    result = run(
        [bill("inv-1", "731.42", vendor_name="Müllermeister Maschinenbau GmbH & Co. KG")],
        [out("t-1", "731.42", "Zahlung", counterparty_name="MUELLERMEISTER MASCHI")],
    )
    (match,) = [*result.matched, *result.partial]
    assert levels(match)["name"] == "cut_off"


def test_the_threshold_of_the_run_holds() -> None:
    bills, transactions = [bill("inv-1", "731.42", **ACME)], [out("t-1", "731.42", "INV-2024-0117")]
    assert run(bills, transactions).matched
    strict = run(bills, transactions, profile=MatchingProfile(confidence_threshold=Decimal(1)))
    assert strict.matched == []
    assert "too little to accept it unread" in strict.partial[0].explanation[0]


def test_amounts_beyond_reason_do_not_end_the_run() -> None:
    bills = [bill("inv-1", "1E+400"), bill("inv-3", "99999999999999.99")]
    result = run(bills, [out("t-1", "1E+400", "x"), out("t-2", "119.00", "y")])
    assert reasons(result)["inv-1"] == reasons(result)["t-1"] == "missing_amount"


def test_two_payments_that_name_the_same_two_invoices() -> None:
    bills = [bill("inv-0", "500.00", **GROUP[0]), bill("inv-1", "300.13", **GROUP[1])]
    text = "ACME TOOLS INV-2024-0117 INV-2024-0121"
    result = run(
        bills, [out("t-1", "600.00", text), out("t-2", "200.13", text, transaction_date=date(2024, 4, 2))]
    )
    (match,) = [*result.matched, *result.partial]
    assert match.match_type == "many_to_many"
    parts = [(part.invoice_id, part.transaction_id, str(part.amount)) for part in match.allocations]
    assert parts == [("inv-0", "t-1", "500.00"), ("inv-1", "t-1", "100.00"), ("inv-1", "t-2", "200.13")]


def test_transfers_between_own_accounts_and_money_given_back_pay_no_invoice() -> None:
    here = StatementInfo(iban="DE02120300000000202051", account_name="Us Ltd", currency="EUR")
    there = StatementInfo(iban="DE02500105170137075030", account_name="Us Ltd", currency="EUR")
    bank = BankDocument(
        statement_info=here,
        statements=[here, there],
        transactions=[
            out("t-1", "731.42", "Acme Tools INV-2024-0117", counterparty_name="Acme Tools"),
            out("t-2", "5000.00", "Savings", counterparty_account="DE02 5001 0517 0137 0750 30"),
            into("t-3", "5000.00", "Savings", statement_index=1),
            into(
                "t-4", "731.42", "Storno", counterparty_name="ACME TOOLS", transaction_date=date(2024, 4, 20)
            ),
        ],
    )
    result = reconcile(InvoiceDocument(invoices=[bill("inv-1", "731.42", **ACME)]), bank)
    assert links(result.partial) == {("inv-1", "t-1")}
    assert "transaction t-4 gives the amount back" in result.partial[0].explanation[0]
    assert reasons(result) == {"t-2": "own_transfer", "t-3": "own_transfer", "t-4": "refund"}


def test_equal_amounts_of_every_month_are_told_apart_by_the_payers_habit() -> None:
    """Six months are named and paid after 40 days; the next two are not named."""
    bills = [
        bill(
            f"inv-{month}", "500.00", invoice_number=f"A-2024-{month:04d}", vendor_name="Acme Tools GmbH",
            invoice_date=date(2024, month, 1), due_date=None,
        )
        for month in range(1, 9)
    ]  # fmt: skip
    paid = [
        out(f"t-{month}", "500.00", f"ACME TOOLS A-2024-{month:04d}" if month < 7 else "ACME TOOLS",
            transaction_date=date(2024, month, 1) + timedelta(days=40))
        for month in range(1, 9)
    ]  # fmt: skip
    result = run(bills, paid)
    assert links([*result.matched, *result.partial]) == {(f"inv-{n}", f"t-{n}") for n in range(1, 9)}
    assert not [code for code in reasons(result).values() if code == "duplicate_payment"]


def test_a_payer_that_always_pays_for_another_is_learnt_in_the_run() -> None:
    bills = [
        bill(f"inv-{n}", f"{100 + 7 * n}.13", invoice_number=f"A-2024-{n:04d}", vendor_name="Acme Tools GmbH")
        for n in range(1, 5)
    ]
    paid = [
        out(f"t-{n}", f"{100 + 7 * n}.13", f"A-2024-{n:04d}" if n < 4 else "Zahlung",
            counterparty_name="Nordwind Holding")
        for n in range(1, 5)
    ]  # fmt: skip
    result = run(bills, paid)
    assert links(result.matched) == {(f"inv-{n}", f"t-{n}") for n in range(1, 5)}
    last = next(match for match in result.matched if match.invoices[0].invoice_id == "inv-4")
    assert levels(last)["name"] == "known"


def test_what_nobody_else_asks_for_is_worth_a_look_at_lower_odds() -> None:
    """A payment a tenth short, long after, of the only open invoice of the only party of its name."""
    others = [bill(f"inv-{at}", f"{201 + 7 * at}.11", vendor_name=f"Zenta {at} KG") for at in range(60)]
    paid = [out(f"t-{at}", f"{201 + 7 * at}.11", f"Zenta {at} KG") for at in range(60)]
    late = out("t-x", "1071.02", "ACME TOOLS GMBH", transaction_date=date(2024, 6, 20))
    result = run([bill("inv-x", "1190.02", currency=None, **ACME), *others], [late, *paid])
    match = next(match for match in result.partial if match.invoices[0].invoice_id == "inv-x")
    assert links([match]) == {("inv-x", "t-x")}
    assert sum(step.weight for step in match.matching_criteria) < FLOOR_BITS


@pytest.mark.parametrize(
    ("constants", "expected"),
    [
        # What is named is in vain: the others fit as well, in their way.
        ({"named": -10.0}, [([0], [1]), ([1], [3])]),
        # Neither is worth a look: the better one stays.
        ({"intercept": -10.0}, [([0], [0]), ([1], [2])]),
        # Of two that are in vain one has another worth a look, of the same amount, and one has not.
        ({"named": -10.0, "intercept": -3.0, "exact_amount": 6.0}, [([0], [1]), ([1], [2])]),
    ],
    ids=["the other is", "the other is not either", "one of two is"],
)
def test_what_is_not_worth_a_look_keeps_no_row_from_what_is(
    constants: dict[str, float], expected: list[tuple[list[int], list[int]]]
) -> None:
    bills = [
        bill("inv-1", "1190.02", **ACME),
        bill("inv-2", "310.40", vendor_name="Zenta KG", invoice_number="Z-90817"),
    ]
    paid = [
        out("t-1", "1190.02", "Acme Tools GmbH INV-2024-0117"),
        out("t-2", "1190.02", "Acme Tools GmbH", transaction_date=date(2024, 5, 20)),
        out("t-3", "310.40", "Zenta KG Z-90817"),
        out("t-4", "301.00", "Zenta KG", transaction_date=date(2024, 4, 9)),
    ]
    shipped = shipped_calibration()
    found = run_to_links(
        [InvoiceDocument(invoices=bills)],
        [BankDocument(transactions=paid)],
        MatchingProfile(),
        None,
        None,
        dataclasses.replace(shipped, pair=dict.fromkeys(shipped.pair, 0.0) | constants),
    )
    assert [members_of(found.given, at) for at in found.links.hypothesis.tolist()] == expected


def test_the_first_of_two_payments_is_proposed_though_the_second_names_the_invoice_more_clearly() -> None:
    others = [bill(f"inv-{at}", f"{201 + 7 * at}.11", vendor_name=f"Zenta {at} KG") for at in range(60)]
    paid = [out(f"t-{at}", f"{201 + 7 * at}.11", f"Zenta {at} KG") for at in range(60)]
    twice = [
        out("t-x", "1190.00", "Acme Tools INV-ZOZ4-O117", transaction_date=date(2024, 3, 20)),
        out("t-y", "1190.00", "Acme Tools GmbH INV-2024-0117", transaction_date=date(2024, 3, 29)),
    ]
    result = run([bill("inv-x", "1190.00", **ACME), *others], [*twice, *paid])
    (match,) = (match for match in result.partial if match.invoices[0].invoice_id == "inv-x")
    assert links([match]) == {("inv-x", "t-x")}
    assert match.match_score > 0.8


@pytest.mark.parametrize("others", [0, 40])
def test_an_equal_amount_that_names_another_invoice_is_for_a_person_to_accept(others: int) -> None:
    """A subscription of which one invoice is in the file, and the payment of another."""
    more = [bill(f"inv-{at}", f"{201 + 7 * at}.11", vendor_name=f"Zenta {at} KG") for at in range(others)]
    paid = [out(f"t-{at}", f"{201 + 7 * at}.11", f"Zenta {at} KG") for at in range(others)]
    result = run(
        [bill("inv-x", "119.00", **ACME), *more],
        [out("t-x", "119.00", "Acme Tools GmbH INV-2023-0917"), *paid],
    )
    (match,) = (match for match in result.partial if match.invoices[0].invoice_id == "inv-x")
    assert "names another invoice, or a number like this one's" in match.explanation[0]


@pytest.mark.parametrize("incoming", [False, True], ids=["money out", "money in"])
def test_what_is_named_and_paid_to_the_cent_is_matched_among_however_many_others(*, incoming: bool) -> None:
    others = [
        Transaction(
            transaction_id=f"t-{at}", transaction_date=date(2024, 1 + at % 12, 5), currency="EUR",
            description=f"Market {at}", **{"credit_amount" if incoming else "debit_amount": Decimal(3 + at)},
        )
        for at in range(2_000)
    ]  # fmt: skip
    named = out("t-x", "119.01", "Acme Tools INV-2024-0117")
    (match,) = run([bill("inv-x", "119.01", **ACME)], [named, *others]).matched
    assert links([match]) == {("inv-x", "t-x")}


def test_the_day_of_an_invoice_without_a_date_is_told_by_its_due_date() -> None:
    paid = out("t-1", "119.00", "Acme Tools INV-2024-0117", transaction_date=date(2024, 4, 22))
    (match,) = run([bill("inv-1", "119.00", invoice_date=None, **ACME)], [paid]).matched
    assert "Paid 2024-04-22, within 30 days of the due date." in match.explanation


def test_sums_beyond_what_products_of_whole_numbers_hold_are_told_truly() -> None:
    bills = [
        bill("inv-1", "50000000.00", **ACME),
        bill("inv-2", "47000000.00", **ACME | {"invoice_number": "INV-2024-0133"}),
    ]
    paid = out("t-1", "97000000.00", "Acme Tools INV-2024-0117 INV-2024-0133")
    (match,) = run(bills, [paid]).matched
    assert "2 invoices add up to the cent: 97,000,000.00 EUR." in match.explanation


def monthly(*months: int, numbered: bool) -> tuple[list[Invoice], list[Transaction]]:
    """A subscription: invoices of `months`, and a payment in each month from January to June."""
    bills = [
        bill(
            f"inv-{at}", "89.00", invoice_number=f"RE-250{at}17", vendor_name="Nordhost GmbH",
            invoice_date=date(2025, at, 1), due_date=date(2025, at, 14),
        )
        for at in months
    ]  # fmt: skip
    paid = [
        out(
            f"t-{at}", "89.00", f"Nordhost GmbH RE-250{at}17" if numbered else "Nordhost GmbH",
            transaction_date=date(2025, at, 12),
        )
        for at in range(1, 7)
    ]  # fmt: skip
    return bills, paid


def test_a_payment_of_the_month_whose_invoice_is_not_there_repeats_no_other() -> None:
    result = run(*monthly(1, 2, 4, 5, 6, numbered=True))
    assert links(result.matched) == {(f"inv-{at}", f"t-{at}") for at in (1, 2, 4, 5, 6)}
    assert reasons(result)["t-3"] != "duplicate_payment"


def test_of_payments_a_month_apart_that_name_nothing_none_repeats_another() -> None:
    result = run(*monthly(1, 2, 4, 5, 6, numbered=False))
    assert {(f"inv-{at}", f"t-{at}") for at in (4, 5, 6)} <= links(result.matched)
    assert reasons(result)["t-3"] != "duplicate_payment"


@pytest.mark.parametrize("direction", ["auto", "payables"])
def test_what_was_paid_and_came_back_is_for_a_person_to_look_at(direction: Any) -> None:
    result = run(
        [bill("inv-1", "731.42", **ACME)],
        [
            out("t-1", "731.42", "Acme Tools INV-2024-0117"),
            into("t-2", "731.42", "RETURN INV-2024-0117 account closed", transaction_date=date(2024, 4, 2)),
        ],
        profile=MatchingProfile(direction=direction),
    )
    assert result.matched == []
    (match,) = result.partial
    assert links([match]) == {("inv-1", "t-1")}
    assert match.explanation[0] == (
        "A proposal: transaction t-2 gives the amount back; the invoice may be open again."
    )


def test_an_invoice_whose_sums_contradict_one_another_is_never_matched() -> None:
    contradicted = bill("inv-1", "119.00", proof="conflict", **ACME)
    result = run([contradicted], [out("t-1", "119.00", "Acme Tools INV-2024-0117")])
    assert result.matched == []
    assert "the sums of the invoice contradict one another" in result.partial[0].explanation[0]


def test_a_payment_that_names_only_the_credit_note_that_it_takes_off_tells_no_direction() -> None:
    bills = [
        bill("inv-1", "750.00", **ACME),
        credit_note("inv-2", "-120.00", "CN-40417"),
    ]
    result = run(bills, [out("t-1", "630.00", "Acme Tools less CN-40417")])
    assert result.reconciliation_info.direction == "payables"


def test_of_a_rate_and_one_the_other_way_round_the_later_holds() -> None:
    table = rates(("2024-03-27", "EUR", "USD", "1.2"), ("2024-03-28", "USD", "EUR", "0.9202"))
    (match,) = run([bill("inv-1", "119.00", **ACME)], IN_DOLLARS, rates=table).matched
    assert str(match.discrepancy.amount) == "-0.01"  # 119.00 EUR are 129.32 USD


def test_a_small_payment_in_another_currency_pays_as_much_as_it_is_worth() -> None:
    table = rates(("2024-03-28", "EUR", "USD", "1.0811"))
    paid = [out("t-1", "54.06", "Acme Tools INV-2024-0117", currency="USD")]
    (match,) = run([bill("inv-1", "1190.00", **ACME)], paid, rates=table).partial
    assert str(match.allocations[0].amount) == "50.00"
    assert str(match.discrepancy.amount) == "-1140.00"
