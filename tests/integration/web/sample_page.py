"""Small invoices with a text layer: read in no time."""

import pymupdf

ROWS = (("Desk lamp, brass", "2", "35.00", "70.00"), ("Extension lead 5 m", "3", "10.00", "30.00"))


def invoices(*totals):
    """A PDF with one invoice a page; each of `totals` is what its page prints (120.00 is right)."""
    with pymupdf.open() as document:
        for number, total in enumerate(totals, 1):
            page = document.new_page(width=595, height=842)

            def put(x, y, text, page=page, size=10, *, right=False):
                width = pymupdf.get_text_length(text, fontsize=size)
                page.insert_text((x - width if right else x, y), text, fontsize=size)

            put(50, 70, f"Lantern Supplies {number} Ltd", size=16)
            put(50, 90, "12 Harbour Street, Galway")
            put(400, 70, "INVOICE", size=16)
            put(50, 140, f"Invoice number: LS-{1000 + number}")
            put(50, 156, f"Invoice date: 2025-05-{number:02}")
            for x, text in ((50, "Description"), (300, "Qty"), (400, "Unit price"), (520, "Amount EUR")):
                put(x, 220, text, right=x > 50)
            for row, cells in enumerate(ROWS):
                for x, text in zip((50, 300, 400, 520), cells, strict=True):
                    put(x, 240 + 18 * row, text, right=x > 50)
            for row, (label, amount) in enumerate(
                (("Subtotal", "100.00"), ("VAT 20%", "20.00"), ("Total EUR", total))
            ):
                put(400, 310 + 18 * row, label, right=True)
                put(520, 310 + 18 * row, amount, right=True)
        return document.tobytes()
