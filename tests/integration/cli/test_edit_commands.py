"""`cut`, `correct` and `reprocess`: what the reader got wrong is put right from the command line."""

import json
from decimal import Decimal

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def run(module_command, samples):
    assert module_command("ingest", samples.invoices, samples.statement).returncode == 0
    return module_command


def document(done):
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout, parse_float=Decimal)


def test_cuts_are_moved_and_taken_back(run):
    before = run("show", "invoice", 1).stdout
    moved = document(run("cut", 1, "--starts", "1,4", "--reason", "two letters", "--actor", "ada", "--json"))
    assert [one["page_numbers"] for one in moved["invoices"]] == [[1, 2, 3], [4, 5, 6, 7, 8, 9]]
    entry = moved["processing_info"]["history"][-1]
    assert (entry["actor"], entry["reason"], entry["action"]) == ("ada", "two letters", "cuts_moved")
    back = run("cut", 1, "--reader")
    assert (back.returncode, back.stdout, back.stderr) == (0, before, "")


def test_a_value_is_corrected_and_kept(run):
    fixed = document(run("correct", 1, "/invoices/0/total_amount", "-12.50", "--json"))
    assert str(fixed["invoices"][0]["total_amount"]) == "-12.50"
    assert fixed["invoices"][0]["proof"] == "conflict"
    again = document(run("reprocess", 1, "--reason", "upgrade", "--json"))
    assert again["invoices"] == fixed["invoices"]
    assert "Look at  page 1: inv-1: what is printed does not add up." in run("show", "invoice", 1).stdout
    right = fixed["processing_info"]["history"][-1]["changes"][0]["before"]
    table = run("correct", 1, "/invoices/0/total_amount", right, "--reason", "it was right")
    assert table.stdout == run("show", "invoice", 1).stdout
    assert "conflict" not in table.stdout
    assert (
        document(run("correct", 1, "/invoices/0/po_number", "--null", "--json"))["invoices"][0]["po_number"]
        is None
    )


def test_a_statement_is_reprocessed(run):
    before = document(run("show", "bank", 2, "--json"))
    again = document(run("reprocess", 2, "--json"))
    assert again["transactions"] == before["transactions"]
    assert [entry["action"] for entry in again["processing_info"]["history"]] == ["reprocessed"]


def test_a_statement_is_corrected_and_accepted(run):
    fixed = document(run("correct", 2, "/transactions/0/description", "Rent", "--json"))
    assert fixed["transactions"][0]["description"] == "Rent"
    taken = document(run("accept", 2, "--reason", "seen", "--json"))
    assert taken["processing_info"]["history"][-1]["action"] == "accepted"
    assert taken["processing_info"]["status"] == "completed"


REFUSED = (
    (("cut", 1), 64, "invalid_request"),
    (("cut", 1, "--starts", "1,2", "--reader"), 64, "invalid_request"),
    (("cut", 1, "--starts", "1,b"), 65, "cuts_invalid"),
    (("cut", 1, "--starts", "2,3"), 65, "cuts_invalid"),
    (("cut", 1, "--starts", "1,99"), 65, "cuts_invalid"),
    (("cut", 2, "--starts", "1"), 66, "wrong_kind"),
    (("cut", 77, "--starts", "1"), 66, "not_found"),
    (("correct", 1, "/invoices/0/total_amount"), 64, "invalid_request"),
    (("correct", 1, "/invoices/0/total_amount", "5", "--null"), 64, "invalid_request"),
    (("correct", 1, "/invoices/0/vendor_name", "--nul"), 64, "invalid_request"),
    (("cut", 1, "--starts", "1,2@1e5"), 65, "cuts_invalid"),
    (("correct", 1, "/invoices/0/total_amount", "five"), 65, "correction_invalid"),
    (("correct", 1, "/invoices/99/total_amount", "5"), 65, "not_correctable"),
    (("correct", 2, "/invoices/0/total_amount", "5"), 65, "not_correctable"),
    (("correct", 2, "/transactions/0/debit_amount", "--null"), 65, "correction_invalid"),
    (("accept", 77), 66, "not_found"),
    (("reprocess", 77), 66, "not_found"),
)


def test_what_cannot_be_is_refused(run):
    before = run("show", "invoice", 1, "--json").stdout
    for arguments, exit_code, code in REFUSED:
        done = run(*arguments)
        assert (done.returncode, done.stdout) == (exit_code, ""), arguments
        assert done.stderr.startswith(f"error [{code}]: "), arguments
    assert run("show", "invoice", 1, "--json").stdout == before
