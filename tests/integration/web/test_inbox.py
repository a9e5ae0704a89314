"""The inbox: files chosen by keyboard, dropped beside the frame, refused, and sent without a script."""

import re

import pytest
from keyboard import choose
from playwright.sync_api import expect

pytestmark = pytest.mark.slow
PATIENCE = 60_000


def test_a_file_is_chosen_and_opened_by_keyboard_alone(visit, empty, files):
    page = visit(empty)
    choose(page, page.locator("#choose-files"), files.statement)
    expect(page.locator("tr", has_text="october.csv")).to_contain_text("46 transactions", timeout=PATIENCE)
    page.keyboard.press("g")
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile("/documents$"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/documents/1$"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()


def test_what_is_chosen_before_the_script_runs_is_taken(visit, empty, files):
    page, held = visit(empty), []
    page.route("**/start.js", lambda route: held.append(route))  # noqa: PLW0108 - Playwright marks what it is given
    page.reload(wait_until="commit")
    page.locator("#files").set_input_files(files.statement)
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator("tr", has_text="october.csv")).to_contain_text("46 transactions", timeout=PATIENCE)


def test_what_is_dropped_anywhere_on_the_page_is_taken(visit, empty):
    page = visit(empty)
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          const rows = ["Date;Amount;Balance", "2024-05-31;-5.00;95.00", "2024-06-01;7.00;102.00"];
          data.items.add(new File([rows.join(String.fromCharCode(10))], "dropped.csv"));
          for (const type of ["dragenter", "dragover", "drop"])
            document.body.dispatchEvent(
              new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true }),
            );
        }"""
    )
    expect(page.locator("tr", has_text="dropped.csv")).to_contain_text("2 transactions", timeout=PATIENCE)


def test_a_refused_upload_says_why_and_what_to_do(visit, empty, tmp_path):
    (tmp_path / "nothing.pdf").write_bytes(b"")
    page = visit(empty)
    page.locator("#files").set_input_files(tmp_path / "nothing.pdf")
    expect(page.locator("#uploads li")).to_contain_text("The file is empty.")
    expect(page.locator("#uploads li")).to_contain_text("then send it again")
    page.get_by_role("button", name="Dismiss").click()
    expect(page.locator("#uploads li")).to_have_count(0)
    assert visit.complaints.pop().startswith("Failed to load resource")  # the browser tells of every refusal


def test_without_a_script_a_form_does_it(visit, empty, files):
    page = visit(empty, java_script_enabled=False)
    page.locator("input[name=file]").set_input_files(files.statement)
    page.get_by_role("button", name="Read it").click()
    expect(page).to_have_url(re.compile(r"/documents/1$"))
    for _ in range(40):
        if page.get_by_text("46 transactions").count():
            break
        page.wait_for_timeout(250)
        page.reload()
    expect(page.locator("table.transactions tbody tr")).to_have_count(46)
