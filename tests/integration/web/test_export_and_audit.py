"""What leaves the pages proves itself, and what is stored is shown to be what it was."""

import io
import subprocess
import sys
import zipfile

import pytest
from playwright.sync_api import expect
from sample_page import invoices

pytestmark = pytest.mark.slow
PATIENCE = 30_000


@pytest.fixture
def lantern(empty):
    """A service whose one document a person has corrected."""
    row = empty.api.upload("invoice", io.BytesIO(invoices("120.00", "125.00")), "lantern.pdf").row
    empty.api.correct(row.upload_id, {"/invoices/1/total_amount": "120.00"}, reason="a smudge", actor="anna")
    return empty


def checked(path):
    """What the export says of itself, with Python alone."""
    done = subprocess.run([sys.executable, "-I", path], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_one_document_is_exported_from_its_page_and_checks_itself(visit, lantern, tmp_path):
    page = visit(lantern, "/documents/1")
    with page.expect_download() as got:
        page.get_by_role("button", name="Export this document").click()
    assert got.value.suggested_filename == "export-document-1.zip"
    got.value.save_as(tmp_path / "one.zip")
    assert checked(tmp_path / "one.zip")[0] == 0
    told = page.locator(".exporting")
    expect(told).to_contain_text("Saved: export-document-1.zip")
    manifest = zipfile.ZipFile(tmp_path / "one.zip").read("manifest.sha256").decode().split()[0]
    expect(told.locator("code")).to_have_text(manifest)
    changed = bytearray((tmp_path / "one.zip").read_bytes())
    changed[len(changed) // 2] ^= 1
    (tmp_path / "one.zip").write_bytes(changed)
    assert checked(tmp_path / "one.zip")[0] != 0


def test_a_period_is_exported_and_one_that_ends_before_it_begins_is_refused(visit, lantern):
    page = visit(lantern, "/export")
    page.get_by_label("From").fill("2025-06-01")
    page.get_by_label("To", exact=True).fill("2025-05-01")
    page.get_by_role("button", name="Make the export").click()
    expect(page.locator(".exporting.problem")).to_contain_text("The period ends before it begins.")
    page.get_by_label("To", exact=True).fill("2025-06-30")
    with page.expect_download() as got:
        page.get_by_role("button", name="Make the export").click()
    assert got.value.suggested_filename == "export-from-2025-06-01-to-2025-06-30.zip"
    assert not [name for name in zipfile.ZipFile(got.value.path()).namelist() if "originals/" in name]
    assert [text.split(":")[0] for text in visit.complaints] == ["Failed to load resource"]
    visit.complaints.clear()


def test_without_a_script_the_export_is_a_plain_download(visit, lantern):
    page = visit(lantern, "/export", java_script_enabled=False)
    with page.expect_download() as got:
        page.get_by_role("button", name="Make the export").click()
    assert "originals/upload-1/lantern.pdf" in zipfile.ZipFile(got.value.path()).namelist()


def test_the_history_of_a_row_says_who_changed_what_and_when(visit, lantern):
    page = visit(lantern, "/documents/1")
    page.get_by_text("Changes").click()
    page.get_by_role("link", name="Everything that was done to it").click()
    rows = page.locator("#entries tbody tr")
    expect(rows.first).to_contain_text("anna")
    expect(rows.first).to_contain_text("corrected")
    expect(rows.first).to_contain_text("a smudge")
    expect(rows.first).to_contain_text("/invoices/1/total_amount 125.00 → 120.00")
    expect(rows.last).to_contain_text("received")


def test_the_store_is_verified_from_the_page_and_what_was_altered_is_found(visit, lantern, tmp_path):
    page = visit(lantern, "/audit")
    with page.expect_download() as got:
        page.get_by_role("link", name="Save this tip").click()
    tip = tmp_path / "tip.json"
    got.value.save_as(tip)
    page.get_by_label("Also against a tip").set_input_files(tip)
    page.get_by_role("button", name="Verify now").click()
    expect(page.locator("#verified.outcome")).to_contain_text(
        "Everything is what it was when it was written."
    )
    expect(page.locator("#verified")).to_contain_text("rows: 1, originals: 1")
    with lantern.api.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE production_invoice_uploads SET total_amount = 1")
    page.get_by_role("button", name="Verify now").click()
    expect(page.locator("#verified.problem")).to_contain_text("invoice 1 is not what was sealed")
    page.goto(lantern.address + "/audit/verify")
    expect(page.get_by_role("status")).to_contain_text("1 thing is not what it was")


def test_who_may_not_see_the_audit_is_not_led_there(visit, lantern):
    token, _ = lantern.api.access.create("rita", ["read"])
    page = visit(lantern)
    page.get_by_label("Token").fill(token)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("link", name="Export")).to_be_visible()
    expect(page.get_by_role("link", name="Audit")).to_have_count(0)
    page.goto(lantern.address + "/audit")
    expect(page.get_by_role("main")).to_contain_text("no scope 'admin'")
    assert [text.split(":")[0] for text in visit.complaints] == ["Failed to load resource"] * len(
        visit.complaints
    )
    visit.complaints.clear()


def test_two_tenants_see_and_export_their_own_alone(visit, lantern, files):
    north, _ = lantern.api.access.create("nora", ["read", "upload"], tenant="north")
    south, _ = lantern.api.access.create("sam", ["read", "upload"], tenant="south")
    page = visit(lantern)
    page.get_by_label("Token").fill(north)
    page.get_by_role("button", name="Log in").click()
    page.locator("#files").set_input_files(files.statement)
    expect(page.locator("tr", has_text="october.csv")).to_contain_text("46 transactions", timeout=PATIENCE)
    expect(page.locator("tr", has_text="lantern.pdf")).to_have_count(0)
    page.goto(lantern.address + "/export")
    with page.expect_download() as got:
        page.get_by_role("button", name="Make the export").click()
    names = zipfile.ZipFile(got.value.path()).namelist()
    assert [name for name in names if name.startswith("originals/")] == ["originals/upload-2/october.csv"]
    page.get_by_role("button", name="Log out").click()
    page.get_by_label("Token").fill(south)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_text("Nothing has been read yet")).to_be_visible()
    for path in ("/documents/2", "/documents/1", "/export.zip?upload_id=2"):
        page.goto(lantern.address + path)
        expect(page.get_by_role("main")).to_contain_text("What to do")
    assert {text.split(":")[0] for text in visit.complaints} == {"Failed to load resource"}
    visit.complaints.clear()


def test_a_phone_gets_the_export_too(visit, lantern):
    page = visit(lantern, "/documents/1", viewport={"width": 390, "height": 844})
    with page.expect_download():
        page.get_by_role("button", name="Export this document").click()
    expect(page.locator(".exporting.outcome")).to_be_visible()
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
