"""From run to run: what people confirmed, rejected and taught, and the rates they gave, are what counts."""

from decimal import Decimal

import pytest
from stored_documents import invoice, payment, store_bank, store_invoices

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError, JudgementError
from python_ocr_reconcile.intake.exchange_rates import exchange_rates
from python_ocr_reconcile.models.encoding import decode
from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.models.reconciliation import ReconciliationDocument
from python_ocr_reconcile.models.validation import validate
from python_ocr_reconcile.models.wanted_link import InvoiceRef, TransactionRef, WantedLink
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system
from python_ocr_reconcile.services.revise import Author

CENTRAL_BANK = b"""Date,USD,JPY,CYP,GBP,
2024-05-15,1.0832,168.93,N/A,0.85930,
2024-05-14,1.0796,168.98,N/A,0.86043,
2024-05-13,1.0791,168.26,N/A,0.86015,
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.slow)])
def api(request, tmp_path):
    url = tmp_path / "a.db"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")()
    settings = Settings(
        database_url=str(url), upload_folder=tmp_path / "uploads", audit_key_file=tmp_path / "key"
    )
    with initialize_production_json_system(settings=settings) as api:
        yield api


def opened(row):
    validate(row.reconciliation_match_json, "reconciliation")
    return decode(row.reconciliation_match_json, ReconciliationDocument)


def linked(document):
    """Of each entry, its numbers of invoices and the remittances."""
    return {
        (
            tuple(one.invoice_number for one in match.invoices),
            tuple(t.description for t in match.bank_transactions),
        )
        for match in (*document.matched, *document.partial)
    }


def the_match(document, number):
    entries = [*document.matched, *document.partial]
    return next(one for one in entries if [i.invoice_number for i in one.invoices] == [number])


def by_hand(invoice_id, transaction_id):
    return WantedLink(
        invoices=[InvoiceRef(invoice_id=invoice_id)],
        bank_transactions=[TransactionRef(transaction_id=transaction_id)],
    )


KESSLER = invoice("R-1001", "119.00", "Kessler GmbH")
ALPHA = invoice("77-B0012", "53.17", "Alpha Holdings", day=3)
BOREALIS = invoice("88-C0044", "880.40", "Borealis AS", day=4)
PAID_KESSLER = payment("119.00", "Kessler GmbH R-1001", "Kessler GmbH")
PAID_ALPHA = payment("53.17", "Invoice 77-B0012", "Alpha Holdings", day=16)
PAID_BOREALIS = payment("880.40", "Borealis 88-C0044", "Borealis AS", day=17)


def test_two_invoice_files_and_two_statements_with_the_same_ids(api):
    invoices = [store_invoices(api.store, KESSLER, ALPHA), store_invoices(api.store, BOREALIS)]
    banks = [store_bank(api.store, PAID_BOREALIS), store_bank(api.store, PAID_ALPHA, PAID_KESSLER)]
    document = opened(api.reconcile(invoices, banks))
    found = {
        (match.invoices[0].invoice_number, match.invoices[0].upload_id, match.bank_transactions[0].upload_id)
        for match in document.matched
    }
    assert found == {
        ("R-1001", invoices[0], banks[1]),
        ("77-B0012", invoices[0], banks[1]),
        ("88-C0044", invoices[1], banks[0]),
    }
    part = the_match(document, "88-C0044").allocations[0]
    assert (part.invoice_upload_id, part.bank_upload_id) == (invoices[1], banks[0])
    assert document.reconciliation_summary.match_rate_percentage == 100
    again = opened(api.reconcile(invoices[::-1], banks[::-1]))
    assert (again.matched, again.partial, again.unmatched) == (
        document.matched,
        document.partial,
        document.unmatched,
    )


def test_a_confirmed_link_is_not_offered_again_wherever_its_rows_come_from(api):
    invoices, bank = store_invoices(api.store, KESSLER), store_bank(api.store, PAID_KESSLER)
    first = opened(api.reconcile(invoices, bank))
    api.feedback.confirm(1, the_match(first, "R-1001").match_id, Author())
    # The same invoice in another file, and a later statement that prints the same entry again.
    invoices = [invoices, store_invoices(api.store, ALPHA, KESSLER)]
    banks = [bank, store_bank(api.store, PAID_ALPHA, PAID_KESSLER)]
    second = opened(api.reconcile(invoices, banks))
    assert linked(second) == {(("77-B0012",), ("Invoice 77-B0012",))}
    assert second.reconciliation_info.memory_version == 1
    reasons = {(one.invoice_number, one.unmatched_reason) for one in second.unmatched.invoices}
    assert reasons == {("R-1001", "settled_before")}
    assert {one.unmatched_reason for one in second.unmatched.bank_transactions} == {"settled_before"}
    api.feedback.undo(1, "judgement-1", Author())
    third = opened(api.reconcile(invoices[0], bank))
    assert the_match(third, "R-1001")


def test_what_another_run_settled_is_not_linked_a_second_time(api):
    invoices = store_invoices(api.store, KESSLER)
    bank = store_bank(api.store, PAID_KESSLER, payment("119.00", "Kessler", "Kessler GmbH", day=18))
    for _ in range(2):
        api.reconcile(invoices, bank)
    api.feedback.link(1, by_hand("inv-1", "txn-1"), Author())
    with pytest.raises(JudgementError, match="held by link-1 of reconciliation 1"):
        api.feedback.link(2, by_hand("inv-1", "txn-2"), Author())
    assert opened(api.fetch("reconciliation", 2)).reconciliation_info.history == []


def test_a_rejected_pair_is_not_proposed_again(api):
    invoices, bank = store_invoices(api.store, KESSLER), store_bank(api.store, PAID_KESSLER)
    first = opened(api.reconcile(invoices, bank))
    api.feedback.reject(1, the_match(first, "R-1001").match_id, Author())
    second = opened(api.reconcile(invoices, bank))
    assert linked(second) == set()
    overlapping = store_bank(api.store, PAID_ALPHA, PAID_KESSLER)
    assert linked(opened(api.reconcile(invoices, overlapping))) == set()


def test_what_is_left_of_a_part_payment_is_still_to_be_paid(api):
    instalment = payment("400.00", "Borealis 88-C0044 part 1", "Borealis AS")
    rest = payment("480.40", "Borealis 88-C0044 rest", "Borealis AS", day=20)
    invoices, bank = store_invoices(api.store, BOREALIS), store_bank(api.store, instalment)
    api.reconcile(invoices, bank)
    api.feedback.link(1, by_hand("inv-1", "txn-1"), Author())
    second = opened(api.reconcile(invoices, [bank, store_bank(api.store, rest)]))
    match = the_match(second, "88-C0044")
    assert [one.description for one in match.bank_transactions] == ["Borealis 88-C0044 rest"]
    assert [part.amount for part in match.allocations] == [Decimal("480.40")]
    assert match.discrepancy.kind == "none"


def test_an_alias_that_a_confirmation_taught_matches_what_was_open(api):
    def month(number, amount, day):
        return (
            store_invoices(api.store, invoice(number, amount, "Alpha Holdings", day=day)),
            store_bank(
                api.store,
                payment(amount, "Zahlung", "Payco 4 Ltd", day=day + 13),
                payment("99.00", "Zahlung", "Somebody Else", day=day + 13),
            ),
        )

    may, june = month("77-B0012", "53.17", 2), month("77-B0013", "61.40", 4)
    assert opened(api.reconcile(*june)).matched == []
    api.reconcile(*may)
    api.feedback.link(2, by_hand("inv-1", "txn-1"), Author())
    learnt = opened(api.reconcile(*june))
    (match,) = learnt.matched
    assert match.invoices[0].invoice_number == "77-B0013"
    (alias,) = api.matching.memory().aliases
    api.matching.forget([alias.alias_id])
    assert opened(api.reconcile(*june)).matched == []


def test_an_invoice_in_dollars_paid_in_euros_by_the_table_of_the_central_bank(api):
    bill = invoice("R-1001", "1083.20", "Kessler Inc", currency="USD")
    paid = payment("1004.10", "Kessler Inc R-1001", "Kessler Inc")
    invoices, bank = store_invoices(api.store, bill), store_bank(api.store, paid)
    without = opened(api.reconcile(invoices, bank))
    assert without.matched == []
    assert without.reconciliation_info.rates is None
    table = api.matching.put_rates(CENTRAL_BANK, "eurofxref-hist.csv")
    document = opened(api.reconcile(invoices, bank))
    (match,) = document.matched
    assert match.discrepancy.kind == "exchange_rate"
    assert match.allocations[0].amount == Decimal("1083.20")
    assert document.reconciliation_info.rates.table_hash == table.table_hash
    wrong = exchange_rates(b"date,from,to,rate\n2024-05-15,USD,EUR,0.80\n", "other.csv")
    other = opened(api.reconcile(invoices, bank, rates=wrong))
    assert other.matched == []
    assert other.reconciliation_info.rates.name == "other.csv"


def test_a_profile_holds_back_what_is_large_and_looks_in_one_direction(api):
    invoices, bank = store_invoices(api.store, BOREALIS), store_bank(api.store, PAID_BOREALIS)
    assert len(opened(api.reconcile(invoices, bank)).matched) == 1
    limited = opened(
        api.reconcile(invoices, bank, profile=MatchingProfile(auto_match_limit={"EUR": Decimal("880.39")}))
    )
    assert (limited.matched, len(limited.partial)) == ([], 1)
    at_the_limit = MatchingProfile(auto_match_limit={"EUR": Decimal("880.40")})
    assert len(opened(api.reconcile(invoices, bank, profile=at_the_limit)).matched) == 1
    other_way = opened(api.reconcile(invoices, bank, profile=MatchingProfile(direction="receivables")))
    assert linked(other_way) == set()
    assert other_way.reconciliation_info.profile.direction == "receivables"


def test_what_people_said_is_sealed_in_the_audit(api):
    invoices, bank = store_invoices(api.store, KESSLER), store_bank(api.store, PAID_KESSLER)
    first = opened(api.reconcile(invoices, bank))
    api.matching.put_profile("default", {"direction": "payables"})
    api.feedback.confirm(1, the_match(first, "R-1001").match_id, Author("mary"))
    api.feedback.undo(1, "judgement-1", Author("bob"))
    entries, _ = api.audit_entries("reconciliation", 1)
    assert [one.actor for one in entries][:2] == ["bob", "mary"]
    # The originals of these uploads were never there; all else is as it was written.
    assert api.verify(files=False).ok


def test_a_run_has_some_uploads_on_each_side_each_once(api):
    invoices, bank = store_invoices(api.store, KESSLER), store_bank(api.store, PAID_KESSLER)
    for sides in (([], bank), (invoices, []), ([invoices, invoices], bank), (invoices, [bank, bank])):
        with pytest.raises(InputError):
            api.reconcile(*sides)
    with pytest.raises(InputError, match="1 to 1,000"):
        api.reconcile(list(range(1, 1_002)), bank)
    assert api.list("reconciliation")[0] == []
