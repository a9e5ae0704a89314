"""What documents and file names say is text on every page: it runs nowhere, and no word widens a page."""

import io

import pymupdf
import pytest

pytestmark = pytest.mark.slow

MARKUP = "<script>alert(1)</script>"
IMAGE = '"><img src=x onerror=alert(2)>'
RIGHT_TO_LEFT = "\N{RIGHT-TO-LEFT OVERRIDE}\N{RIGHT-TO-LEFT ISOLATE}"
INVOICE = (
    ((60, f"Wares'{MARKUP} Ltd"),),
    ((60, "INVOICE"),),
    ((60, f"Invoice number: WA-1{IMAGE}"),),
    ((60, "Invoice date: 3 May 2024"),),
    ((60, "Bill to: <svg onload=alert(3)> Ltd"),),
    ((60, "Description"), (300, "Qty"), (370, "Unit price"), (470, "Amount")),
    ((60, "{{7*7}} <img src=x onerror=alert(4)>"), (300, "4"), (370, "25.00"), (470, "100.00")),
    ((60, "W" * 24), (300, "2"), (370, "30.00"), (470, "60.00")),
    ((370, "Subtotal"), (470, "160.00")),
    ((370, "VAT 20%"), (470, "32.00")),
    ((370, "Total GBP"), (470, "192.00")),
)
STATEMENT = f"""Date;Description;Amount;Balance
2024-05-06;{RIGHT_TO_LEFT}{IMAGE} "x";-41.50;958.50
2024-05-21;Wares'{MARKUP} Ltd WA-1{IMAGE};-192.00;766.50
2024-05-28;javascript:alert(5) {"W" * 900};250.00;1016.50
"""
NOT_OURS = "script:not([src]), main :is([onerror], [onload], [src=x]), main [href^='javascript']"
PAGES = (
    "/", "/documents", "/documents/1", "/documents/1?edit=%22%3E%3Cscript%3E", "/documents/2", "/documents/3",
    "/documents?search=%22%3E%3Cscript%3E", "/reconcile", "/reconcile/1?show=look",
    "/reconcile/1?show=matched", "/reconcile/1?show=unmatched&find=%22%3E%3Cscript%3E", "/overview",
    "/log-in?to=/%22%3E%3Cscript%3E",
)  # fmt: skip


@pytest.fixture
def hostile(empty):
    with pymupdf.open() as document:
        page = document.new_page()
        for number, cells in enumerate(INVOICE):
            for x, text in cells:
                page.insert_text((x, 60 + 20 * number), text, fontsize=10)
        invoice = document.tobytes()
    upload = empty.api.upload
    upload("invoice", io.BytesIO(invoice), f"{MARKUP}{RIGHT_TO_LEFT}{'n' * 150}.pdf")
    upload("bank", io.BytesIO(STATEMENT.encode()), f"{IMAGE}{'m' * 150}.csv")
    with pytest.raises(Exception, match="PDF"):
        upload("invoice", io.BytesIO(b"%PDF-1.7 <b>no</b>"), f"{IMAGE}.pdf")
    empty.api.reconcile(1, 2)
    return empty


def test_what_is_read_is_text_and_stays_within_the_page(visit, hostile):
    page = visit(hostile)
    for path in PAGES:
        page.goto(hostile.address + path)
        for reasons in page.locator("details").all():
            reasons.evaluate("element => { element.open = true }")
        page.wait_for_load_state("networkidle")
        assert page.locator(NOT_OURS).count() == 0, path
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
    page.goto(hostile.address + "/documents/1")
    assert MARKUP in page.locator("main").inner_text()
