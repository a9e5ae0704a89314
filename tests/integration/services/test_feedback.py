"""People judge links on the real store: the run, its figures, its history and the memory go together."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from stored_documents import invoice, payment, store_bank, store_invoices

from python_ocr_reconcile.errors import DocumentChangedError, JudgementError, NotFoundError
from python_ocr_reconcile.models.encoding import canonical_hash, decode, decode_plain
from python_ocr_reconcile.models.memory import alias_id
from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.models.wanted_link import InvoiceRef, TransactionRef, WantedLink
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system
from python_ocr_reconcile.services.revise import Author

AUTHOR = Author("mary", "seen on the remittance slip")


@pytest.fixture
def api(tmp_path):
    with initialize_production_json_system(tmp_path / "a.db", tmp_path / "uploads") as api:
        yield api


@pytest.fixture
def run(api):
    """One sure link (R-1001), one that another name paid (a proposal or none), an open fee."""
    invoices = store_invoices(
        api.store,
        invoice("R-1001", "119.00", "Kessler GmbH"),
        invoice("77-B", "53.17", "Alpha Holdings", day=3),
        invoice("88-C", "80.00", "Borealis AS", day=4),
    )
    bank = store_bank(
        api.store,
        payment("119.00", "Kessler GmbH R-1001", "Kessler GmbH"),
        payment("53.17", "Zahlung Mai", "Payco 4"),
        payment("12.00", "Account fee", transaction_type="fee"),
        payment("30.00", "Wire", "Someone Else"),
        payment("50.00", "Wire", "Someone Else", day=16),
    )
    return api.reconcile(invoices, bank)


def opened(row):
    validate(row.reconciliation_match_json, "reconciliation")
    return decode(row.reconciliation_match_json, ReconciliationDocument)


def the_match(document, invoice_id):
    entries = [*document.matched, *document.partial]
    return next(one for one in entries if [i.invoice_id for i in one.invoices] == [invoice_id])


def by_hand(*invoices, to, **values):
    return WantedLink(
        invoices=[InvoiceRef(invoice_id=one) for one in invoices],
        bank_transactions=[TransactionRef(transaction_id=one) for one in to],
        **values,
    )


def test_a_confirmed_link_is_matched_locked_and_told(api, run):
    before = opened(run)
    match = the_match(before, "inv-1")
    row = api.feedback.confirm(1, match.match_id, AUTHOR)
    after = opened(row)
    assert row == api.fetch("reconciliation", 1)
    assert the_match(after, "inv-1").decision == "confirmed"
    (entry,) = after.reconciliation_info.history
    assert (entry.actor, entry.action, entry.reason) == ("mary", "confirmed", AUTHOR.reason)
    assert (entry.match_id, entry.before.matched) == (match.match_id, [match])
    assert entry.document_hash_before == canonical_hash(decode_plain(run.reconciliation_match_json))
    (link,) = api.matching.memory().links
    assert (link.invoices[0].invoice.invoice_number, link.invoices[0].amount) == ("R-1001", Decimal("119.00"))
    assert link.transactions[0].transaction.fingerprint is not None
    assert link.invoices[0].settled


def test_what_was_judged_is_not_judged_again(api, run):
    match = the_match(opened(run), "inv-1")
    api.feedback.confirm(1, match.match_id, AUTHOR)
    for judge in (api.feedback.confirm, api.feedback.reject):
        with pytest.raises(JudgementError, match="was confirmed"):
            judge(1, match.match_id, AUTHOR)
    with pytest.raises(NotFoundError):
        api.feedback.confirm(1, "match-99", AUTHOR)
    with pytest.raises(NotFoundError):
        api.feedback.confirm(7, match.match_id, AUTHOR)
    assert len(opened(api.fetch("reconciliation", 1)).reconciliation_info.history) == 1
    assert len(api.matching.memory().links) == 1


def test_a_rejected_link_leaves_both_rows_open(api, run):
    match = the_match(opened(run), "inv-1")
    row = api.feedback.reject(1, match.match_id, AUTHOR)
    document = opened(row)
    assert match.match_id not in {one.match_id for one in document.matched}
    (bill,) = (one for one in document.unmatched.invoices if one.invoice_id == "inv-1")
    (paid,) = (one for one in document.unmatched.bank_transactions if one.transaction_id == "txn-1")
    assert bill.unmatched_reason == paid.unmatched_reason == "rejected"
    assert row.total_matches_found == run.total_matches_found - 1
    assert row.unmatched_invoices == run.unmatched_invoices + 1
    assert row.total_amount_matched == run.total_amount_matched - Decimal("119.00")
    (pair,) = api.matching.memory().rejected
    assert (pair.invoice.invoice_number, pair.transaction.transaction_id) == ("R-1001", "txn-1")


def test_a_link_by_hand_shows_what_is_left_and_teaches_the_payer(api, run):
    row = api.feedback.link(1, by_hand("inv-2", to=["txn-2"]), AUTHOR)
    document = opened(row)
    match = the_match(document, "inv-2")
    assert (match.decision, match.discrepancy.kind, match.match_id) == ("linked", "none", "link-1")
    (alias,) = api.matching.memory().aliases
    assert (alias.payer, alias.party, alias.confirmed) == ("payco 4", "alpha holdings", 1)
    assert alias.alias_id == alias_id("name", "payco 4", "alpha holdings")
    row = api.feedback.link(1, by_hand("inv-3", to=["txn-4", "txn-5"], settled=True), AUTHOR)
    match = the_match(opened(row), "inv-3")
    assert match.match_type == "one_to_many"
    assert [str(part.amount) for part in match.allocations] == ["30.00", "50.00"]
    assert row.unmatched_invoices == 0
    assert row.match_rate_percentage == Decimal("100.00")


def test_a_link_by_hand_ends_proposals_and_frees_their_other_rows(api, run):
    row = api.feedback.link(1, by_hand("inv-2", to=["txn-1"]), AUTHOR)
    document = opened(row)
    assert the_match(document, "inv-2").discrepancy.kind == "overpayment"
    (freed,) = (one for one in document.unmatched.invoices if one.invoice_id == "inv-1")
    assert freed.unmatched_reason == "released"
    undone = opened(api.feedback.undo(1, "judgement-1", AUTHOR))
    before = opened(run)
    assert (undone.matched, undone.partial, undone.unmatched) == (
        before.matched,
        before.partial,
        before.unmatched,
    )


def test_what_a_person_holds_is_not_linked_elsewhere(api, run):
    api.feedback.confirm(1, the_match(opened(run), "inv-1").match_id, AUTHOR)
    with pytest.raises(JudgementError, match="has confirmed it"):
        api.feedback.link(1, by_hand("inv-2", to=["txn-1"]), AUTHOR)
    for wrong in (by_hand("inv-9", to=["txn-1"]), by_hand("inv-2", to=["txn-9"])):
        with pytest.raises(NotFoundError):
            api.feedback.link(1, wrong, AUTHOR)


@pytest.mark.parametrize("action", ["confirm", "reject", "link"])
def test_undoing_gives_back_the_run_and_the_memory(api, run, action):
    before = opened(run)
    if action == "link":
        api.feedback.link(1, by_hand("inv-2", to=["txn-2"]), AUTHOR)
    else:
        getattr(api.feedback, action)(1, the_match(before, "inv-1").match_id, AUTHOR)
    row = api.feedback.undo(1, "judgement-1", Author("bob"))
    after = opened(row)
    assert (after.matched, after.partial, after.unmatched) == (
        before.matched,
        before.partial,
        before.unmatched,
    )
    assert after.reconciliation_summary == before.reconciliation_summary
    assert row.total_matches_found == run.total_matches_found
    first, second = after.reconciliation_info.history
    assert (second.action, second.undoes, second.actor) == ("undone", "judgement-1", "bob")
    assert (second.before, second.after) == (first.after, first.before)
    memory = api.matching.memory()
    assert (memory.links, memory.rejected, memory.aliases, memory.levels) == ([], [], [], {})
    assert memory.version == 2


def test_only_the_last_word_on_a_row_is_undone(api, run):
    match_id = the_match(opened(run), "inv-1").match_id
    api.feedback.reject(1, match_id, AUTHOR)
    api.feedback.link(1, by_hand("inv-1", to=["txn-1"]), AUTHOR)
    with pytest.raises(JudgementError, match="undo that one first"):
        api.feedback.undo(1, "judgement-1", AUTHOR)
    api.feedback.undo(1, "judgement-2", AUTHOR)
    api.feedback.undo(1, "judgement-1", AUTHOR)
    for said in ("judgement-1", "judgement-2", "judgement-3"):
        with pytest.raises(JudgementError):
            api.feedback.undo(1, said, AUTHOR)
    with pytest.raises(NotFoundError):
        api.feedback.undo(1, "judgement-9", AUTHOR)


def test_a_judgement_names_the_version_that_was_seen(api, run):
    match_id = the_match(opened(run), "inv-1").match_id
    seen = api.fetch("reconciliation", 1)
    api.feedback.confirm(1, match_id, AUTHOR, seen=seen)
    with pytest.raises(DocumentChangedError):
        api.feedback.undo(1, "judgement-1", AUTHOR, seen=seen)


def test_people_who_judge_at_once_are_all_kept_or_told(api):
    """Different runs teach one memory: none of what they taught is lost."""
    for number in range(6):
        invoices = store_invoices(api.store, invoice(f"Q-{number}01", "20.00", "Kessler GmbH"))
        bank = store_bank(api.store, payment("20.00", f"Kessler GmbH Q-{number}01", "Kessler GmbH"))
        run = api.reconcile(invoices, bank)
        assert the_match(opened(run), "inv-1").match_id == "match-1"
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: api.feedback.confirm(n, "match-1", AUTHOR), range(1, 7)))
    memory = api.matching.memory()
    assert sorted(link.reconciliation_id for link in memory.links) == [1, 2, 3, 4, 5, 6]
    assert memory.version == 6
    assert memory.levels["reference/exact"].confirmed == 6


def test_aliases_are_forgotten_one_by_one_or_all(api, run):
    api.feedback.link(1, by_hand("inv-2", to=["txn-2"]), AUTHOR)
    (alias,) = api.matching.memory().aliases
    with pytest.raises(NotFoundError):
        api.matching.forget(["0" * 16])
    assert api.matching.forget([alias.alias_id]).aliases == []
    api.feedback.confirm(1, the_match(opened(run), "inv-1").match_id, AUTHOR)
    memory = api.matching.forget(None)
    assert (memory.aliases, memory.levels) == ([], {})
    assert len(memory.links) == 2, "what is locked stays locked"
    assert api.matching.forget(None) == memory, "there is nothing left to forget"
    api.feedback.undo(1, "judgement-1", AUTHOR)
    assert api.matching.memory().aliases == []


def test_a_part_payment_leaves_the_rest_to_be_paid(api, run):
    api.feedback.link(1, by_hand("inv-3", to=["txn-4"]), AUTHOR)
    (link,) = api.matching.memory().links
    assert (link.invoices[0].amount, link.invoices[0].settled) == (Decimal("30.00"), False)
    assert link.transactions[0].settled
    api.feedback.undo(1, "judgement-1", AUTHOR)
    api.feedback.link(1, by_hand("inv-3", to=["txn-4"], settled=True), AUTHOR)
    assert api.matching.memory().links[0].invoices[0].settled


def test_profiles_and_rates_are_kept(api):
    assert api.matching.profile().name == "default"
    assert api.matching.put_profile("strict", b'{"confidence_threshold": 0.9}').name == "strict"
    assert api.matching.profile("strict").confidence_threshold == Decimal("0.9")
    api.matching.put_profile("default", {"direction": "receivables"})
    assert api.matching.profile().direction == "receivables"
    assert api.matching.profiles() == ["default", "strict"]
    api.matching.delete_profile("default")
    assert api.matching.profile().direction == "auto"
    with pytest.raises(NotFoundError):
        api.matching.profile("lenient")
    assert api.matching.rates() is None
    table = api.matching.put_rates(b"date,from,to,rate\n2024-05-15,USD,EUR,0.92\n", "rates.csv")
    assert api.matching.rates() == table
    api.matching.delete_rates()
    with pytest.raises(NotFoundError):
        api.matching.delete_rates()
