"""What makes an entry the same in two files, and twins two."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from python_ocr_reconcile.extraction.fingerprint import with_fingerprints
from python_ocr_reconcile.models.statement import StatementInfo, Transaction

ACCOUNT = StatementInfo(account_number="12 345-6")


def entry(text="COFFEE SHOP", amount="3.50", day=4, **more):
    money = {"debit_amount": Decimal(amount)} | more
    return Transaction(transaction_id="txn-1", transaction_date=date(2026, 5, day), description=text, **money)


def prints(*entries, statement=ACCOUNT):
    return [t.fingerprint for t in with_fingerprints([statement], entries)]


def test_an_entry_has_the_same_fingerprint_however_it_is_wrapped_and_wherever_it_stands():
    (one,) = prints(entry())
    (again,) = prints(entry("Coffee  shop", "3.5"), statement=StatementInfo(account_number="123456"))
    assert one == again == prints(entry(day=3), entry())[1]


def test_what_differs_in_account_day_amount_direction_or_text_differs():
    others = [
        prints(entry(day=5))[0],
        prints(entry(amount="3.51"))[0],
        prints(entry("TEA SHOP"))[0],
        prints(entry(debit_amount=None, credit_amount=Decimal("3.50")))[0],
        prints(entry(), statement=StatementInfo(account_number="99"))[0],
    ]
    assert len({*others, *prints(entry())}) == 6


def test_twins_of_one_day_stay_two_and_are_found_as_two_again():
    first, second = prints(entry(), entry())
    assert first != second
    assert prints(entry(day=3), entry(), entry())[1:] == [first, second]


def test_two_statements_of_one_file_that_repeat_an_entry_give_it_one_fingerprint():
    marked = list(with_fingerprints([ACCOUNT, ACCOUNT], [entry(), entry(statement_index=1)]))
    assert marked[0].fingerprint == marked[1].fingerprint
