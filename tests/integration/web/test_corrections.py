"""A person corrects what was read: the equations follow at once, and everything stands in the history."""

import pytest
from playwright.sync_api import expect
from sample_page import invoices

pytestmark = pytest.mark.slow


@pytest.fixture
def doubtful(empty):
    """A service with a file of two invoices; the second prints a total that its sums contradict."""
    import io

    empty.api.upload("invoice", io.BytesIO(invoices("120.00", "125.00")), "lantern.pdf")
    return empty


def test_a_value_is_corrected_by_mouse_and_the_sums_close(visit, doubtful):
    page = visit(doubtful, "/documents/1")
    expect(
        page.get_by_role("heading", name="Lantern Supplies 2 Ltd")
    ).to_be_visible()  # the doubtful one first
    expect(page.locator(".headline .proof-conflict")).to_be_visible()
    page.locator("#f-total_amount").hover()
    page.get_by_role("link", name="Correct Total").click()
    page.get_by_role("textbox", name="What is printed").fill("120.00")
    page.locator(".edit").get_by_label("Reason").fill("a smudge")
    page.get_by_role("button", name="Save and check again").click()
    expect(page.get_by_role("status")).to_contain_text("Every equation was checked again")
    expect(page.locator(".headline .proof-proved")).to_be_visible()
    expect(page.locator("#f-total_amount .state-human")).to_be_visible()
    expect(page.locator(".status-completed")).to_be_visible()
    page.get_by_text("Changes").click()
    expect(page.locator(".history")).to_contain_text("a smudge")
    row = doubtful.api.store.find_upload(1)
    assert row.status == "completed"


def test_a_value_is_corrected_by_keyboard_alone_and_a_wrong_one_refused(visit, doubtful):
    page = visit(doubtful, "/documents/1")
    page.keyboard.press("d")
    expect(page.locator(".value.lit")).to_have_count(1)
    while page.locator("#f-total_amount.lit").count() == 0:
        page.keyboard.press("j")
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="What is printed")).to_be_focused()
    page.keyboard.type("a lot")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("such as 119.00")
    expect(page.get_by_role("textbox", name="What is printed")).to_have_value("a lot")
    page.keyboard.press("Control+A")
    page.keyboard.type("120.00")
    page.keyboard.press("Enter")
    expect(page.locator(".headline .proof-proved")).to_be_visible()
    assert [text.split(":")[0] for text in visit.complaints] == ["Failed to load resource"]
    visit.complaints.clear()


def test_invoices_are_joined_and_split_and_a_stale_form_is_refused(visit, doubtful):
    stale = visit(doubtful, "/documents/1?invoice=2")
    page = visit(doubtful, "/documents/1?invoice=2")
    page.get_by_text("Where invoices begin").click()
    page.get_by_role("button", name="Join with the invoice before").click()
    expect(page.get_by_role("status")).to_contain_text("divided anew")
    expect(page.locator(".heading")).to_contain_text("1 invoice,")
    stale.get_by_role("button", name="Accept as it is").click()
    expect(stale.get_by_role("alert")).to_contain_text("another by now")
    page.get_by_label("Begin a new invoice on page").fill("2")
    page.get_by_role("button", name="Split").click()
    expect(page.locator(".heading")).to_contain_text("2 invoices,")
    page.goto(doubtful.address + "/documents/1?invoice=2")
    page.get_by_role("button", name="Accept as it is").click()
    expect(page.get_by_role("status")).to_contain_text("counts as done")
    assert doubtful.api.reprocess(1).status == "completed"  # nothing changed, so it stays accepted
    assert [text.split(":")[0] for text in visit.complaints] == ["Failed to load resource"]
    visit.complaints.clear()


def test_a_balance_of_a_statement_is_corrected_by_mouse_and_an_amount_by_keys(visit, empty, files):
    with files.broken.open("rb") as file:
        empty.api.upload("bank", file, files.broken.name)
    page = visit(empty, "/documents/1")
    expect(page.locator(".headline .proof-conflict")).to_be_visible()
    page.locator("#f-transactions-20-balance").click()
    page.locator("#f-transactions-20-balance").get_by_role("link", name="Correct").click()
    box = page.get_by_role("textbox", name="What is printed")
    expect(box).to_have_value("167122.85")
    box.fill("67122.85")
    page.get_by_role("button", name="Save and check again").click()
    expect(page.get_by_role("status")).to_contain_text("Every equation was checked again")
    expect(page.locator(".headline .proof-conflict")).to_have_count(0)
    expect(page.locator("tr.break")).to_have_count(0)
    expect(page.locator("#f-transactions-20-balance .state-human")).to_be_visible()
    expect(page.locator(".status-completed")).to_be_visible()
    expect(page.locator("#f-transactions-20-balance")).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("k")  # from the balance to the empty side of the same row
    page.keyboard.press("k")
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="What is printed")).to_be_focused()
    page.keyboard.type("0")
    page.keyboard.press("Escape")
    row = empty.api.reprocess(1)
    assert (row.status, row.proof) == ("completed", "unproved")  # kept; no opening balance is printed
