"""From two files to reviewed matches: by mouse, by keyboard, by hand."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def test_a_run_is_made_and_its_proposal_confirmed_by_mouse(visit, full):
    page = visit(full, "/reconcile")
    page.get_by_label("broken.csv").uncheck()
    page.get_by_label("october.csv").check()
    page.get_by_role("button", name="Reconcile these").click()
    expect(page.get_by_role("heading", name=re.compile("Run [0-9]+"))).to_be_visible()
    match = page.locator(".match")
    expect(match).to_have_count(1)
    expect(match).to_contain_text("OF/25/3391")
    expect(match).to_contain_text("difference −12.50, a bank fee")
    expect(match.locator(".waterfall")).to_contain_text("Reference")
    expect(match.locator("svg.crop").first).to_be_visible()
    match.get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("status")).to_contain_text("Confirmed.")
    expect(page.locator(".match")).to_have_count(0)
    expect(page.get_by_role("link", name="See the one invoice that is open.")).to_be_visible()
    page.get_by_role("link", name=re.compile("^Matched")).click()
    expect(page.locator(".decision-confirmed")).to_have_count(1)
    page.get_by_text("Decisions").click()
    page.locator(".history").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_contain_text("Taken back.")
    expect(page.get_by_role("link", name="To look at 1")).to_be_visible()


def test_the_overview_and_the_run_tell_the_same_sums(visit, full):
    """What was paid and what came back are the run's figure together: 19,779.31 in the sample documents."""
    run = full.api.reconcile(1, 2).reconciliation_id
    page = visit(full, f"/reconcile/{run}")
    expect(page.locator("p.summary")).to_contain_text("19,686.32 EUR paid, 92.99 EUR refunded")
    assert str(full.api.store.get_reconciliation(run).total_amount_matched) == "19779.31"
    page.goto(full.address + f"/overview?run={run}")
    for name, amount in (("Paid", "19,686.32"), ("Refunded", "92.99")):
        figure = page.locator(".figures div", has=page.get_by_text(name, exact=True))
        expect(figure.get_by_role("link")).to_have_text(amount)
    page.locator(".figures").get_by_role("link", name="92.99").click()
    expect(page.locator(".match", has_text="CN-20455")).to_be_visible()


def test_links_are_judged_by_keyboard_alone(visit, full):
    run = full.api.reconcile(1, 2).reconciliation_id
    page = visit(full, f"/reconcile/{run}?show=matched")
    expect(page.locator(".match").first).to_be_focused()
    first = page.locator(".match").first.get_attribute("data-match")
    page.keyboard.press("j")
    expect(page.locator(".match").nth(1)).to_be_focused()
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    expect(page.locator(f"#m-{first} svg.crop").first).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_role("status")).to_contain_text("Rejected.")
    expect(page.locator(f"#m-{first}")).to_have_count(0)
    expect(page.locator(".match:focus")).to_have_count(1)  # on to the next
    page.keyboard.press("u")
    expect(page.locator(f"#m-{first}")).to_have_count(1)
    page.keyboard.press("c")
    expect(page.locator(".decision-confirmed")).to_have_count(1)


def test_what_is_open_is_linked_by_hand_with_the_difference_shown(visit, full):
    run = full.api.reconcile(1, 2).reconciliation_id
    page = visit(full, f"/reconcile/{run}?show=unmatched")
    expect(page.get_by_text('"STO QUAYSIDE')).to_be_visible()  # in the reason, by its text and not by its id
    page.get_by_label("VER-25-0093").check()
    expect(page.locator("#sums")).to_have_text("Invoices 1,740.00, paid 0.00, difference −1,740.00")
    page.get_by_label("DELANEY ACCOUNTANTS").check()
    expect(page.locator("#sums")).to_have_text("Invoices 1,740.00, paid 1,260.00, difference −480.00")
    page.get_by_role("button", name="Link these").click()
    expect(page.get_by_role("status").first).to_contain_text("Linked.")
    page.get_by_role("link", name=re.compile("^Matched")).click()
    expect(page.locator(".match", has_text="VER-25-0093")).to_contain_text("difference −480.00")
    page.goto(full.address + f"/reconcile/{run}?show=unmatched&find=2,318.75")
    expect(page.locator("input[name=transaction]")).to_have_count(1)
