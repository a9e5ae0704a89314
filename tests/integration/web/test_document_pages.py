"""One document: each value has its box on the page, and each box its value."""

import re

import pytest
from keyboard import press, tab_to
from playwright.sync_api import expect

pytestmark = pytest.mark.slow


def lit_box(page):
    return page.locator("#boxes button.lit")


def test_a_value_lights_up_its_box_and_a_box_its_value(visit, full):
    page = visit(full, "/documents/1")
    total = page.locator("#f-total_amount")
    total.hover()
    expect(lit_box(page)).to_have_count(1)
    expect(lit_box(page)).to_have_attribute("aria-label", "Total 2,965.28")
    page.locator('#boxes button[aria-label="Number INV-20418"]').hover()
    expect(page.locator("#f-invoice_number")).to_have_class("value lit")
    page.locator('#boxes button[aria-label^="Date"]').click()
    expect(page.locator("#f-invoice_date")).to_be_focused()


def test_a_box_lies_where_the_value_is_printed(visit, full):
    """The darkest pixels of the page under the box of the total are the letters of the total."""
    page = visit(full, "/documents/1")
    page.wait_for_function("document.getElementById('picture').complete")
    ink = page.evaluate(
        """() => {
          const image = document.getElementById("picture");
          const canvas = document.createElement("canvas");
          canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
          const drawing = canvas.getContext("2d", { willReadFrequently: true });
          drawing.drawImage(image, 0, 0);
          const share = (box) => {
            const sides = ["left", "top", "width", "height"];
            const [x, y, w, h] = sides.map((side) => parseFloat(box.style[side]) / 100);
            const part = drawing.getImageData(x * canvas.width, y * canvas.height, w * canvas.width,
              h * canvas.height).data;
            let dark = 0;
            for (let at = 0; at < part.length; at += 4) dark += part[at] < 128;
            return dark / (part.length / 4);
          };
          return [...document.querySelectorAll("#boxes button")].map(share);
        }"""
    )
    assert len(ink) > 20
    assert all(0.02 < share < 0.6 for share in ink)


def test_keys_move_through_values_pages_and_invoices(visit, full):
    page = visit(full, "/documents/1?invoice=2")
    expect(page.get_by_role("heading", name="Kessler Feinmechanik GmbH")).to_be_visible()
    expect(page.locator("#page-number")).to_have_value("2")
    page.keyboard.press("j")
    expect(page.locator("#f-document_type")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator("#f-invoice_number")).to_be_focused()
    expect(lit_box(page)).to_have_count(1)
    page.keyboard.press(".")
    expect(page.locator("#page-number")).to_have_value("3")
    expect(page.locator("#picture")).to_have_attribute("alt", "Page 3 of invoices.pdf")
    page.keyboard.press(",")
    width = page.locator(".paper").bounding_box()["width"]
    page.keyboard.press("+")
    assert page.locator(".paper").bounding_box()["width"] > 1.4 * width
    page.keyboard.press("0")
    assert page.locator(".paper").bounding_box()["width"] == width
    page.keyboard.press("n")
    expect(page.get_by_role("heading", name="Atelier Montclair SARL")).to_be_visible()
    page.keyboard.press("p")
    expect(page.get_by_role("heading", name="Kessler Feinmechanik GmbH")).to_be_visible()


def test_the_row_where_the_chain_breaks_is_shown_and_reached_by_a_key(visit, full):
    page = visit(full, "/documents/3")
    expect(page.locator(".proof-conflict")).to_be_visible()
    expect(page.locator("tr.break").first).to_contain_text("The chain breaks here")
    page.keyboard.press("d")
    expect(page.locator(".value.lit")).to_have_count(1)
    assert page.locator(".value.lit").get_attribute("id").startswith("f-transactions-")


def test_totals_filters_and_search_of_the_list(visit, full):
    page = visit(full, "/documents")
    expect(page.locator("#rows tbody tr").first).to_contain_text("damaged.pdf")
    expect(page.locator("#totals")).to_contain_text("22,330.81")
    page.keyboard.press("/")
    page.keyboard.type("montclair")
    page.keyboard.press("Enter")
    expect(page.locator("#rows tbody tr")).to_have_count(1)
    expect(page.locator("#rows tbody tr")).to_contain_text("invoices.pdf")
    page.get_by_role("link", name="To check").click()
    expect(page.locator("#rows tbody tr")).to_have_count(2)


def test_an_order_is_chosen_by_keys_without_the_page_going_away_at_each(visit, full):
    page = visit(full, "/documents")
    order = page.get_by_label("Order")
    tab_to(page, order)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(order).to_have_value("date")
    expect(order).to_be_focused()
    press(page, page.get_by_role("button", name="Search"))
    expect(page).to_have_url(re.compile("order=date"))
    page.wait_for_load_state()  # until then no script listens
    page.get_by_label("Order").select_option("amount")  # without a key it goes at once
    expect(page).to_have_url(re.compile("order=amount"))
