"""The whole path of a month: files dropped, watched, doubted, reconciled, confirmed, handed to the auditor.

Once by mouse, once by keyboard alone.
"""

import re
import subprocess
import sys
import zipfile

import pytest
from keyboard import choose, press, tab_to, watch_for_a_pointer
from playwright.sync_api import expect
from sample_page import invoices

pytestmark = pytest.mark.slow
PATIENCE = 60_000


@pytest.fixture
def month(files, tmp_path):
    """The sample invoices, their statement, and an invoice whose total its own sums contradict."""
    doubtful = tmp_path / "lantern.pdf"
    doubtful.write_bytes(invoices("125.00"))
    return [files.invoices, files.statement, doubtful]


def drop(page, paths):
    """Let files go over the middle of the drop zone, as the browser itself tells it."""
    box = page.locator("#drop").bounding_box()
    place = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}
    hand = page.context.new_cdp_session(page)
    for moment in ("dragEnter", "dragOver"):
        hand.send("Input.dispatchDragEvent", {"type": moment, "data": data, **place})
    expect(page.locator("#call")).to_have_text("Let go to read these files")
    hand.send("Input.dispatchDragEvent", {"type": "drop", "data": data, **place})


def is_watched(page):
    """Without a reload, files are first seen to be worked on, then to be done."""
    expect(page.locator("#latest .working").first).to_be_visible()
    row = page.locator("tr", has_text="invoices.pdf")
    expect(row).to_contain_text("8 invoices", timeout=PATIENCE)
    expect(row).to_contain_text("22,330.81 EUR")
    expect(page.locator("tr", has_text="october.csv")).to_contain_text("46 transactions", timeout=PATIENCE)
    expect(page.locator("#working")).to_have_text("Everything has been read", timeout=PATIENCE)
    expect(page.locator("tr", has_text="lantern.pdf")).to_contain_text("to check")


def is_confirmed(page):
    expect(page.get_by_role("status").first).to_contain_text("Confirmed.")
    expect(page.get_by_role("link", name="To look at 0")).to_be_visible()


def proves_itself(download, page, folder):
    """With Python alone it is unchanged, and holds what was decided; the page tells its fingerprint."""
    path = folder / download.suggested_filename
    download.save_as(path)
    done = subprocess.run([sys.executable, "-I", "-S", path], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert page.locator(".exporting code").inner_text() in done.stdout
    assert path.name == "export-run-1.zip"
    with zipfile.ZipFile(path) as archive:
        originals = [name for name in archive.namelist() if name.startswith("originals/")]
        assert {name.split("/")[-1] for name in originals} == {"invoices.pdf", "october.csv"}
        assert "reports/reconciliation-1.pdf" in archive.namelist()
        assert b"confirmed" in archive.read("tables/matches.csv")


def test_from_files_to_a_proved_export_by_mouse(visit, empty, files, month, tmp_path):
    page = visit(empty)
    drop(page, [*month, files.damaged])
    is_watched(page)
    refused = page.locator("tr", has_text="damaged.pdf")
    expect(refused).to_contain_text("The file is damaged.")
    expect(refused).to_contain_text("export it again")
    page.get_by_role("link", name="Look at the 2 documents that are doubtful").click()
    expect(page.locator("#rows tbody tr")).to_have_count(2)
    page.get_by_role("link", name="lantern.pdf").click()
    expect(page.locator(".headline .proof-conflict")).to_be_visible()
    page.get_by_role("button", name="Accept as it is").click()
    expect(page.get_by_role("status")).to_contain_text("counts as done")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Reconcile").click()
    page.get_by_label("lantern.pdf").uncheck()
    page.get_by_label("invoices.pdf").check()
    page.get_by_label("october.csv").check()
    page.get_by_role("button", name="Reconcile these").click()
    page.locator(".match").get_by_role("button", name="Confirm").click()
    is_confirmed(page)
    with page.expect_download() as got:
        page.get_by_role("button", name="Export run 1 with its documents").click()
    expect(page.locator(".exporting")).to_contain_text("Saved:")
    proves_itself(got.value, page, tmp_path)


def test_from_files_to_a_proved_export_by_keyboard_alone(visit, empty, month, tmp_path):
    page = visit(empty)
    pointer = watch_for_a_pointer(page)
    page.reload()
    choose(page, page.get_by_role("button", name="Choose files"), month)
    is_watched(page)
    press(page, page.get_by_role("link", name="Look at the one document that is doubtful"))
    press(page, page.get_by_role("link", name="lantern.pdf"))
    expect(page.locator(".headline .proof-conflict")).to_be_visible()
    press(page, page.get_by_role("button", name="Accept as it is"))
    expect(page.get_by_role("status")).to_contain_text("counts as done")
    press(page, page.get_by_role("navigation", name="Main").get_by_role("link", name="Reconcile"))
    expect(page).to_have_url(re.compile("/reconcile$"))
    for name, is_wanted in (("lantern.pdf", False), ("invoices.pdf", True), ("october.csv", True)):
        box = page.get_by_label(name)
        if box.is_checked() != is_wanted:
            press(page, box, "Space")
        expect(box).to_be_checked(checked=is_wanted)
    press(page, page.get_by_role("button", name="Reconcile these"))
    press(page, page.locator(".match").get_by_role("button", name="Confirm"))
    is_confirmed(page)
    page.keyboard.press("g")
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile("/export$"))
    button = page.get_by_role("button", name="Export run 1 with its documents")
    tab_to(page, button)
    with page.expect_download() as got:
        page.keyboard.press("Enter")
        expect(page.locator(".exporting progress")).to_be_visible()
        expect(page.locator(".exporting", has_text="being made")).to_be_visible()
    expect(page.locator(".exporting", has_text="Saved:")).to_be_visible()
    expect(button).to_be_focused()
    proves_itself(got.value, page, tmp_path)
    assert pointer == []
