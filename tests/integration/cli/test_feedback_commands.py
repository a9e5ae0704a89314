"""Runs over several uploads and files, judgements, profiles, rates and memory on the command line."""

import json
from decimal import Decimal

import pytest
from stored_documents import invoice, numbered, payment, store_bank, store_invoices

from python_ocr_reconcile.cli import run
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

CENTRAL_BANK = "Date,USD,GBP,\n2024-05-31,1.0852,0.85233,\n2024-05-30,1.0815,N/A,\n"
FIRST = invoice("R-1001", "119.00", "Kessler GmbH")
SECOND = invoice("77-B0012", "53.17", "Alpha Holdings", day=3)
PAID_FIRST = payment("119.00", "Kessler GmbH R-1001", "Kessler GmbH")
PAID_SECOND = payment("53.17", "Zahlung Mai 77-B0012", "Payco 4")


@pytest.fixture
def command(tmp_path, capsys):
    def call(*arguments, exit_code=0):
        where = ["--database", str(tmp_path / "a.db"), "--uploads", str(tmp_path / "uploads")]
        assert run([*where, *map(str, arguments)]) == exit_code
        shown = capsys.readouterr()
        return shown.err if exit_code else shown.out

    return call


@pytest.fixture
def uploads(tmp_path):
    """Invoice uploads 1 and 2, bank uploads 3 and 4, whose rows have the same ids."""
    with initialize_production_json_system(tmp_path / "a.db", tmp_path / "uploads") as api:
        return (
            store_invoices(api.store, FIRST),
            store_invoices(api.store, SECOND),
            store_bank(api.store, PAID_FIRST),
            store_bank(api.store, PAID_SECOND),
        )


def pairs(result):
    """Of each match its two uploads."""
    return {
        (m["invoices"][0]["upload_id"], m["bank_transactions"][0]["upload_id"]) for m in result["matched"]
    }


def stored(command, run_id=1):
    return json.loads(command("show", "reconciliation", run_id, "--json"), parse_float=Decimal)


@pytest.mark.usefixtures("uploads")
def test_a_run_over_several_uploads_is_judged_from_the_command_line(command):
    result = json.loads(command("reconcile", "1,2", "3, 4", "--json"))
    assert result["reconciliation_id"] == 1
    pairs = {
        (m["invoices"][0]["upload_id"], m["bank_transactions"][0]["upload_id"]) for m in result["matched"]
    }
    assert pairs == {(1, 3), (2, 4)}
    said = command("confirm", 1, "match-1", "--reason", "seen", "--actor", "mary")
    assert said.startswith("judgement-1: match-1 confirmed\n")
    said = command("reject", 1, "match-2")
    assert "1 matched, 0 proposed, 1 of 2 invoices open" in said
    said = command("link", 1, "--invoices", "2/inv-1", "--transactions", "4/txn-1", "--difference", "fee")
    assert "difference: 0.00 (fee)" in said.replace(" EUR", "")
    assert command("undo", 1, "judgement-3").startswith("judgement-4: link-3 undone\n")
    history = stored(command)["reconciliation_info"]["history"]
    assert [one["action"] for one in history] == ["confirmed", "rejected", "linked", "undone"]
    assert (history[0]["actor"], history[0]["reason"]) == ("mary", "seen")
    memory = json.loads(command("memory"))
    assert (len(memory["links"]), len(memory["rejected"])) == (1, 1)


@pytest.mark.usefixtures("uploads")
def test_a_payer_is_learnt_and_forgotten(command):
    command("reconcile", 2, 4)
    document = json.loads(command("confirm", 1, "match-1", "--json"))
    assert document["matched"][0]["decision"] == "confirmed"
    (alias,) = json.loads(command("memory"))["aliases"]
    assert (alias["payer"], alias["party"]) == ("payco 4", "alpha holdings")
    assert command("forget", alias["alias_id"]) == "0 aliases left\n"
    assert "not_found" in command("forget", alias["alias_id"], exit_code=66)
    command("forget", "--all")
    assert "--all" in command("forget", exit_code=64)
    assert "--all" in command("forget", "--all", alias["alias_id"], exit_code=64)


@pytest.mark.usefixtures("uploads")
def test_what_cannot_be_judged_is_refused(command):
    command("reconcile", 1, 3)
    assert "not_found" in command("confirm", 1, "match-9", exit_code=66)
    assert "not_found" in command("confirm", 9, "match-1", exit_code=66)
    assert "not_found" in command("undo", 1, "judgement-1", exit_code=66)
    wrong = ("link", 1, "--transactions", "txn-1", "--invoices")
    for ids in ("x/inv-1", "/inv-1", "3/", ",", "inv-1,"):
        assert "invalid_request" in command(*wrong, ids, exit_code=64)
    command("confirm", 1, "match-1")
    assert "judgement_invalid" in command(*wrong, "inv-1", exit_code=65)


def test_files_are_joined_by_commas_and_their_rows_told_apart(command, tmp_path):
    names = {}
    for name, key, row in (
        ("i1", "invoices", FIRST),
        ("i2", "invoices", SECOND),
        ("b1", "transactions", PAID_FIRST),
        ("b2", "transactions", PAID_SECOND),
    ):
        names[name] = tmp_path / f"{name}.json"
        names[name].write_bytes(encode({key: numbered([row])}))
    sides = (f"{names['i1']},{names['i2']}", f"{names['b1']},{names['b2']}")
    result = json.loads(command("reconcile", *sides, "--json"))
    pairs = {
        (m["invoices"][0]["upload_id"], m["bank_transactions"][0]["upload_id"]) for m in result["matched"]
    }
    assert pairs == {(1, 1), (2, 2)}
    comma = tmp_path / "may,june.json"
    comma.write_bytes(names["i1"].read_bytes())
    assert len(json.loads(command("reconcile", comma, names["b1"], "--json"))["matched"]) == 1


def test_a_run_goes_by_a_profile_in_a_file_or_a_stored_one(command, tmp_path, uploads):
    profile = tmp_path / "strict.json"
    profile.write_text('{"name": "mine", "confidence_threshold": 0.9}')
    result = json.loads(command("reconcile", 1, 3, "--profile", profile, "--json"))
    assert result["reconciliation_info"]["profile"]["name"] == "mine"
    assert json.loads(command("profile", "set", "strict", profile))["name"] == "strict"
    assert command("profile", "list") == "strict\n"
    assert json.loads(command("profile", "show", "strict"))["confidence_threshold"] == 0.9
    arguments = ("reconcile", 1, 3, "--profile", "strict", "--direction", "payables", "--json")
    info = json.loads(command(*arguments))["reconciliation_info"]
    assert (info["profile"]["name"], info["profile"]["direction"]) == ("strict", "payables")
    command("profile", "delete", "strict")
    assert "not_found" in command("profile", "show", "strict", exit_code=66)
    assert "not_found" in command("reconcile", 1, 3, "--profile", "strict", exit_code=66)
    profile.write_text('{"discount": {"percent": 200}}')
    refused = command("reconcile", 1, 3, "--profile", profile, exit_code=65)
    assert "profile_invalid" in refused
    assert "/discount/percent" in refused
    assert "file_missing" in command("reconcile", 1, 3, "--profile", tmp_path / "gone.json", exit_code=66)
    assert uploads


def test_a_run_goes_by_the_rates_of_a_file_or_the_stored_ones(command, tmp_path):
    bill = invoice("R-1001", "1085.20", "Kessler Inc", currency="USD")
    paid = payment("1002.10", "Kessler Inc R-1001", "Kessler Inc", day=31)
    sides = [tmp_path / "bill.json", tmp_path / "bank.json"]
    sides[0].write_bytes(encode({"invoices": [bill]}))
    sides[1].write_bytes(encode({"transactions": [paid]}))
    table = tmp_path / "eurofxref-hist.csv"
    table.write_text(CENTRAL_BANK)

    def run_with(*options):
        result = json.loads(command("reconcile", *sides, *options, "--json"))
        return len(result["matched"]), result["reconciliation_info"]["rates"]

    assert run_with() == (0, None)
    count, used = run_with("--rates", table)
    assert (count, used["name"]) == (1, "eurofxref-hist.csv")
    with initialize_production_json_system(tmp_path / "a.db", tmp_path / "uploads") as api:
        ids = store_invoices(api.store, bill), store_bank(api.store, paid)
    command("rates", "import", table)
    result = json.loads(command("reconcile", *ids, "--json"))
    assert (len(result["matched"]), result["reconciliation_info"]["rates"]) == (1, used)
    assert "file_missing" in command("reconcile", *sides, "--rates", tmp_path / "none.csv", exit_code=66)


def test_amounts_of_two_currencies_are_not_added_up(command, tmp_path):
    dollars = invoice("R-1001", "1085.20", "Kessler Inc", currency="USD")
    bills, bank = tmp_path / "bills.json", tmp_path / "bank.json"
    bills.write_bytes(encode({"invoices": numbered([dollars, SECOND])}))
    paid = payment("1002.10", "Kessler Inc R-1001", "Kessler Inc", day=31)
    bank.write_bytes(encode({"transactions": numbered([paid, PAID_SECOND])}))
    table = tmp_path / "eurofxref-hist.csv"
    table.write_text(CENTRAL_BANK)
    shown = command("reconcile", bills, bank, "--rates", table)
    told = "2 of 2 invoices matched (100%), 53.17 EUR + 1,085.20 USD paid; 0 proposed, 0 open"
    assert told in " ".join(shown.split())


def test_own_invoices_are_matched_with_money_in(command, tmp_path):
    bill = invoice("R-1001", "119.00", "Calder Ltd", customer_name="Kessler GmbH")
    sides = [tmp_path / "bill.json", tmp_path / "bank.json"]
    sides[0].write_bytes(encode({"invoices": [bill]}))
    sides[1].write_bytes(encode({"transactions": [payment("-119.00", "Kessler R-1001", "Kessler GmbH")]}))
    found = {
        wanted: len(json.loads(command("reconcile", *sides, "--direction", wanted, "--json"))["matched"])
        for wanted in ("auto", "receivables", "payables")
    }
    assert found == {"auto": 1, "receivables": 1, "payables": 0}


def test_a_table_of_rates_is_imported_shown_and_deleted(command, tmp_path):
    table = tmp_path / "eurofxref-hist.csv"
    table.write_text(CENTRAL_BANK)
    shown = command("rates", "import", table)
    assert shown.startswith("eurofxref-hist.csv: 3 rates of 2 pairs, 2024-05-30 to 2024-05-31\nthrough EUR;")
    assert command("rates", "show") == shown
    table.write_text("date,from,to,rate\n2024-05-31,USD,EUR,zero\n")
    refused = command("rates", "import", table, exit_code=65)
    assert "rates_invalid" in refused
    assert "Line 2" in refused
    command("rates", "delete")
    assert "not_found" in command("rates", "show", exit_code=66)
