"""Bank files that repeat transactions of earlier ones say so on their row."""

from __future__ import annotations

import io

import pytest

from python_ocr_reconcile.models.encoding import decode_plain
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system

BALANCE = 100_00


def mt940(account, entries):
    """A statement of `entries`: (day of May 2026, cents in, text)."""
    lines = [":20:REF", f":25:{account}", ":28C:1/1", ":60F:C260430EUR100,00"]
    total = BALANCE
    for day, cents, text in entries:
        total += cents
        lines += [f":61:2605{day:02}C{cents // 100},{cents % 100:02}NTRFNONREF", f":86:{text}"]
    lines += [f":62F:C2605{entries[-1][0]:02}EUR{total // 100},{total % 100:02}", "-"]
    return "\r\n".join(lines).encode()


@pytest.fixture
def service(tmp_path):
    with initialize_production_json_system(str(tmp_path / "a.db"), str(tmp_path / "uploads")) as api:
        yield api


def upload(service, content):
    row = service.upload("bank", io.BytesIO(content), "statement.sta").row
    return row.upload_id, decode_plain(service.fetch("bank", row.upload_id).bank_transaction_json)


def test_an_overlap_with_an_earlier_upload_is_told_and_twins_survive(service):
    early = [(4, 3_50, "COFFEE"), (4, 3_50, "COFFEE"), (9, 12_00, "REFUND")]
    first, document = upload(service, mt940("DE123/456", early))
    assert document["processing_info"]["overlaps"] == []

    later = [*early[1:], (12, 7_00, "REFUND")]
    second, document = upload(service, mt940("DE123/456", later))

    # One coffee and the refund: the second file cannot say which of the twins it repeats.
    assert document["processing_info"]["overlaps"] == [{"upload_id": first, "shared_transactions": 2}]
    (notice,) = [n for n in document["processing_info"]["warnings"] if n["code"] == "overlapping_statement"]
    assert notice["message"] == f"2 of its transactions are in upload {first} as well."
    assert len(document["transactions"]) == 3

    again = service.reprocess(second)
    overlaps = decode_plain(service.fetch("bank", again.upload_id).bank_transaction_json)["processing_info"]
    assert overlaps["overlaps"] == [{"upload_id": first, "shared_transactions": 2}]


def test_equal_entries_of_another_account_or_of_other_days_are_no_overlap(service):
    entries = [(4, 3_50, "COFFEE"), (9, 12_00, "REFUND")]
    upload(service, mt940("DE123/456", entries))
    for other in (
        mt940("DE123/999", entries),
        mt940("DE123/456", [(5, 3_50, "COFFEE"), (8, 12_00, "REFUND")]),
    ):
        _, document = upload(service, other)
        assert document["processing_info"]["overlaps"] == []
