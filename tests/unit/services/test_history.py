"""What was changed can be followed, undone and made again when the file is extracted anew."""

from datetime import UTC, date, datetime
from decimal import Decimal

import msgspec
import pytest

from python_ocr_reconcile.models.encoding import decode, encode
from python_ocr_reconcile.models.evidence import Evidence
from python_ocr_reconcile.models.file import HistoryEntry
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument, LineItem
from python_ocr_reconcile.models.statement import BankDocument, Transaction
from python_ocr_reconcile.services.correct import correct
from python_ocr_reconcile.services.history import corrections_made, differences, made_again

D = Decimal


def bill(number, *pages, total="100.00", lines=()):
    return Invoice(
        invoice_id="inv-1",
        invoice_number=number,
        page_numbers=list(pages),
        total_amount=D(total),
        line_items=[
            LineItem(line_number=place, description=text, amount=D(amount))
            for place, (text, amount) in enumerate(lines, 1)
        ],
        evidence={"invoice_number": Evidence(value=number, status="read")},
    )


class File:
    """A document over several changes; its history goes through JSON each time, as it does when stored."""

    def __init__(self, *invoices):
        self.invoices, self.history, self.lost = list(invoices), [], []

    def correct(self, pointer, value):
        before = self.invoices
        self.invoices, made = correct(before, {pointer: value})
        entry = HistoryEntry(
            at=datetime(2024, 5, 31, tzinfo=UTC),
            actor="local",
            action="corrected",
            changes=corrections_made(made, before, self.history),
            document_hash_before="0" * 64,
        )
        self.history.append(decode(encode(entry), HistoryEntry))
        return self

    def read_anew(self, *invoices):
        self.invoices, self.lost = made_again(list(invoices), self.invoices, self.history)
        return self

    def totals(self):
        return [str(invoice.total_amount) for invoice in self.invoices]


def test_a_correction_names_its_invoice_as_it_was_read():
    file = File(bill("A-1", 1), bill("A-2", 2, 3)).correct("/invoices/1/total_amount", "90.00")
    (change,) = file.history[0].changes
    assert (change.pointer, change.before, change.after) == (
        "/invoices/1/total_amount",
        D("100.00"),
        D("90.00"),
    )
    assert (change.invoice_number, change.page) == ("A-2", 2)


def test_it_follows_its_invoice_when_pointers_move():
    file = File(bill("A-1", 1), bill("A-2", 2, 3)).correct("/invoices/1/total_amount", "90.00")
    file.read_anew(bill("A-1", 1), bill("X", 1), bill("A-2", 2), bill("A-3", 3))
    assert file.totals() == ["100.00", "100.00", "90.00", "100.00"]
    assert file.invoices[2].evidence["total_amount"].status == "human"
    assert not file.lost


def test_spelling_of_the_number_aside():
    file = File(bill("a 2/7", 2)).correct("/invoices/0/total_amount", "90.00").read_anew(bill("A-27", 1, 2))
    assert file.totals() == ["90.00"]


@pytest.mark.parametrize("anew", [bill("A-2", 3), bill("A-3", 2), bill(None, 1, 2)])
def test_another_number_or_another_page_is_another_invoice(anew):
    file = File(bill("A-2", 2)).correct("/invoices/0/total_amount", "90.00").read_anew(anew)
    assert file.totals() == ["100.00"]
    (notice,) = file.lost
    assert (notice.code, notice.page) == ("correction_not_kept", 2)
    assert "total_amount of invoice A-2" in notice.message


def test_what_was_lost_comes_back_with_its_invoice():
    file = File(bill("A-1", 1), bill("A-2", 2)).correct("/invoices/1/total_amount", "90.00")
    assert file.read_anew(bill("A-1", 1, 2)).totals() == ["100.00"]
    assert file.read_anew(bill("A-1", 1), bill("A-2", 2)).totals() == ["100.00", "90.00"]
    assert not file.lost


def test_two_of_the_same_number_on_one_page_are_not_guessed_between():
    file = File(bill("A-1", 1)).correct("/invoices/0/total_amount", "90.00")
    assert file.read_anew(bill("A-1", 1), bill("A-1", 1)).totals() == ["100.00", "100.00"]
    assert file.lost


def test_an_invoice_without_a_number_is_the_only_one_that_begins_there():
    file = File(bill(None, 1), bill(None, 2)).correct("/invoices/1/total_amount", "90.00")
    assert file.read_anew(bill(None, 1), bill("B", 2)).totals() == ["100.00", "90.00"]
    assert file.read_anew(bill(None, 1, 2)).totals() == ["100.00"]
    assert file.read_anew(bill("A", 2), bill("B", 2)).totals() == ["100.00", "100.00"]


def test_a_corrected_number_is_known_by_both():
    file = File(bill("1O7", 1)).correct("/invoices/0/invoice_number", "107")
    file.correct("/invoices/0/total_amount", "90.00")
    assert {change.invoice_number for entry in file.history for change in entry.changes} == {"1O7"}
    for read in ("1O7", "107"):
        file.read_anew(bill(read, 1))
        assert (file.invoices[0].invoice_number, file.totals()) == ("107", ["90.00"])


def test_the_last_word_counts():
    file = (
        File(bill("A", 1))
        .correct("/invoices/0/total_amount", "90.00")
        .correct("/invoices/0/total_amount", None)
    )
    assert file.read_anew(bill("A", 1)).totals() == ["None"]


def test_dates_come_back_as_dates():
    file = File(bill("A", 1)).correct("/invoices/0/invoice_date", "2024-05-03").read_anew(bill("A", 1))
    assert file.invoices[0].invoice_date == date(2024, 5, 3)


LINES = [("Lamp oil", "100.00"), ("Wick", "60.00")]


@pytest.mark.parametrize(
    ("anew", "kept"),
    [
        (LINES, True),
        ([LINES[0], ("Wick", "61.00")], True),  # it reads rightly now
        ([LINES[0], ("Wick", "66.00")], False),
        ([LINES[0], ("Twine", "60.00")], False),
        ([LINES[1], LINES[0]], False),
        (LINES[:1], False),
    ],
)
def test_a_value_of_a_line_is_set_where_it_is_still_that_line(anew, kept):
    file = File(bill("A", 1, lines=LINES)).correct("/invoices/0/line_items/1/amount", "61.00")
    file.read_anew(bill("A", 1, lines=anew))
    amounts = [str(line.amount) for line in file.invoices[0].line_items]
    assert (amounts[1:] == ["61.00"]) == kept
    assert bool(file.lost) != kept


def test_amounts_of_a_credit_note_follow_it():
    file = File(bill("A", 1, lines=LINES)).correct("/invoices/0/line_items/1/amount", "61.00")
    file.correct("/invoices/0/document_type", "credit_note").correct("/invoices/0/total_amount", "-90.00")
    file.correct("/invoices/0/line_items/1/amount", "-61.00").read_anew(bill("A", 1, lines=LINES))
    assert file.totals() == ["-90.00"]
    assert [line.amount for line in file.invoices[0].line_items] == [D("-100.00"), D("-61.00")]
    assert not file.lost


def test_differences_name_what_is_new_gone_or_another_and_not_what_moved():
    before = InvoiceDocument(invoices=[bill("A", 1), bill("B", 2), bill("C", 3)])
    after = InvoiceDocument(invoices=[bill("A", 1, 2, total="200.00"), bill("C", 3)])
    told = {change.pointer: (change.before, change.after) for change in differences(before, after)}
    assert told == {
        "/invoices/0/total_amount": (D("100.00"), D("200.00")),
        "/invoices/0/page_numbers": ([1], [1, 2]),
        "/invoices/1/invoice_number": ("B", None),
        "/invoices/1/total_amount": (D("100.00"), None),
        "/invoices/1/document_type": ("invoice", None),
        "/invoices/1/page_numbers": ([2], None),
        "/invoices/1/proof": ("unproved", None),
    }
    assert differences(before, before) == []


def test_differences_of_statements():
    row = Transaction(transaction_id="txn-1", transaction_date=date(2024, 5, 3), debit_amount=D("5.00"))
    other = msgspec.structs.replace(row, transaction_date=date(2024, 5, 4), confidence_score=0.5)
    (change,) = differences(BankDocument(transactions=[row]), BankDocument(transactions=[other]))
    assert (change.pointer, change.before, change.after) == (
        "/transactions/0/transaction_date", "2024-05-03", "2024-05-04",
    )  # fmt: skip
