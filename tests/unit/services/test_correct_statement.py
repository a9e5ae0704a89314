"""Corrections of statements: the chain follows at once, and what is proved is never more than it bears."""

from datetime import date
from decimal import Decimal

import pytest

from python_ocr_reconcile.errors import CorrectionError, NotCorrectableError
from python_ocr_reconcile.extraction.checks import Term, make_check
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.file import HistoryEntry
from python_ocr_reconcile.models.statement import BankDocument, StatementInfo, Transaction
from python_ocr_reconcile.services.correct_statement import correct_bank, with_bank_values
from python_ocr_reconcile.services.history import bank_corrections_made, bank_made_again

D = Decimal


def chain(*rows, opening="100.00", closing="80.00", proof="conflict"):
    """A statement of `rows` (signed amount, balance), each row with the check of its balance."""
    before, made = ("/statements/0/opening_balance", D(opening)), []
    for index, (amount, balance) in enumerate(rows):
        side = "credit_amount" if D(amount) > 0 else "debit_amount"
        value, here = abs(D(amount)), (f"/transactions/{index}/balance", D(balance))
        terms = [
            Term(before[0], before[1]),
            Term(f"/transactions/{index}/{side}", value, D(1 if D(amount) > 0 else -1)),
        ]
        check = make_check(f"c{index}", "running_balance", "sum", terms, Term(*here))
        state = "read" if check.closes else "conflict"
        made.append(
            Transaction(
                transaction_id=f"txn-{index + 1}", transaction_date=date(2024, 5, index + 1),
                description=f"Payment {index}", balance=here[1], currency="EUR", checks=[check],
                confidence_score=0.95 if check.closes else 0.4,
                evidence={
                    side: Evidence(value=value, status=state),
                    "balance": Evidence(value=here[1], status=state),
                },
                **{side: value},
            )
        )  # fmt: skip
        before = here
    end = make_check(
        "end", "closing_balance", "sum", [Term(*before)], Term("/statements/0/closing_balance", D(closing))
    )
    debits = sum(one.debit_amount or 0 for one in made)
    info = StatementInfo(
        opening_balance=D(opening), closing_balance=D(closing), proof=proof, checks=[end], account_number="1",
        total_debits=debits, evidence={"total_debits": Evidence(value=debits, status="derived")},
    )  # fmt: skip
    return [info], made


MISREAD = (("-30.00", "70.00"), ("-10.00", "160.00"), ("20.00", "80.00"))


def test_a_balance_that_is_put_right_closes_the_chain_and_proves_it():
    statements, transactions, (changed,) = correct_bank(
        *chain(*MISREAD), {"/transactions/1/balance": "60.00"}
    )
    assert statements[0].proof == "proved"
    assert [one.confidence_score >= 0.5 for one in transactions] == [True] * 3
    assert all(check.closes for one in transactions for check in one.checks)
    assert transactions[1].evidence["balance"].status == "human"
    assert transactions[2].evidence["balance"].status == "proved"
    assert transactions[2].checks[0].equation == "60.00 + 20.00 = 80.00"
    assert (changed.before, changed.after) == (D("160.00"), D("60.00"))


def test_a_wrong_correction_is_a_conflict_and_takes_a_proof_away():
    proved = chain(("-30.00", "70.00"), ("10.00", "80.00"), proof="proved")
    assert correct_bank(*proved, {"/transactions/0/description": "Rent"})[0][0].proof == "proved"
    statements, transactions, _ = correct_bank(*proved, {"/transactions/0/debit_amount": "31.00"})
    assert statements[0].proof == "conflict"
    assert statements[0].total_debits == D("31.00")
    assert (
        transactions[0].fingerprint
        != correct_bank(*proved, {"/transactions/0/balance": None})[1][0].fingerprint
    )


def test_what_was_not_proved_for_another_reason_stays_so():
    unproved = chain(("-30.00", "70.00"), ("10.00", "80.00"), proof="unproved")
    assert correct_bank(*unproved, {"/transactions/0/debit_amount": "30.00"})[0][0].proof == "unproved"


def test_a_balance_that_is_not_there_ends_its_equations_and_the_proof():
    proved = chain(("-30.00", "70.00"), ("10.00", "80.00"), proof="proved")
    statements, transactions, _ = correct_bank(*proved, {"/transactions/0/balance": None})
    assert statements[0].proof == "unproved"
    assert [one.checks for one in transactions] == [[], []]


def test_an_amount_on_the_other_side_takes_the_place_of_the_one_there():
    wrong_side = chain(("-30.00", "130.00"), ("-50.00", "80.00"))
    statements, transactions, changed = correct_bank(*wrong_side, {"/transactions/0/credit_amount": "30.00"})
    assert (transactions[0].debit_amount, transactions[0].credit_amount) == (None, D("30.00"))
    assert transactions[0].checks[0].closes
    assert statements[0].proof == "proved"
    assert statements[0].total_debits == D("50.00")
    assert {one.place.field: one.after for one in changed} == {
        "credit_amount": D("30.00"),
        "debit_amount": None,
    }


@pytest.mark.parametrize(
    "corrections",
    [
        {"/transactions/0/debit_amount": None},
        {"/transactions/0/debit_amount": "1.00", "/transactions/0/credit_amount": "1.00"},
        {"/transactions/0/transaction_date": "May"},
        {"/transactions/0/debit_amount": "a lot"},
    ],
)
def test_a_value_that_cannot_stand_is_refused(corrections):
    with pytest.raises(CorrectionError):
        correct_bank(*chain(*MISREAD), corrections)


@pytest.mark.parametrize(
    "pointer",
    [
        "/transactions/9/balance", "/transactions/0/fingerprint", "/statements/0/proof", "/statements/1/iban",
        "/invoices/0/total_amount", "/transactions/0/transaction_id", "/transactions/00/balance", "x",
    ],
)  # fmt: skip
def test_a_pointer_to_nothing_is_refused(pointer):
    with pytest.raises(NotCorrectableError):
        correct_bank(*chain(*MISREAD), {pointer: "1.00"})


def revised(pointer, value):
    """The document as read, as corrected, and the history of that."""
    statements, transactions = chain(*MISREAD)
    read = BankDocument(statements=statements, transactions=transactions)
    done, booked, corrected = correct_bank(statements, transactions, {pointer: value})
    entry = HistoryEntry(
        at="2024-05-31T00:00:00Z", actor="ada", action="corrected", document_hash_before="0",
        changes=bank_corrections_made(corrected, transactions),
    )  # fmt: skip
    return read, BankDocument(statements=done, transactions=booked), [entry]


def test_a_correction_is_made_again_and_found_where_its_row_has_moved():
    read, before, history = revised("/transactions/1/balance", "60.00")
    wanted, lost = bank_made_again(read, before, history)
    assert (wanted, lost) == ({("transactions", 1): {"balance": D("60.00")}}, [])
    assert with_bank_values(read.statements, read.transactions, wanted)[0][0].proof == "proved"
    first, *rest = read.transactions
    moved = BankDocument(statements=read.statements, transactions=[*rest, first])
    assert bank_made_again(moved, before, history)[0] == {("transactions", 0): {"balance": D("60.00")}}


def test_a_correction_whose_row_reads_otherwise_now_is_told():
    read, before, history = revised("/statements/0/closing_balance", "81.00")
    assert bank_made_again(read, before, history)[1] == []
    gone = BankDocument(statements=[], transactions=read.transactions)
    wanted, (notice,) = bank_made_again(gone, before, history)
    assert wanted == {}
    assert notice.code == "correction_not_kept"
