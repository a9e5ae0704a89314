"""How long Chromium takes to open the largest pages: a run over 10,000 rows, and 10,000 transactions.

Times are from asking for the page until it is laid out, and the largest gap between two frames while the page
is scrolled from its top to its end: what a person sees as a hitch. The empty inbox is the baseline.

    python benchmarks/pages/opened.py [ROWS]
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
from datetime import date, timedelta
from decimal import Decimal

from lists import application, info, keep, large_statement
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.invoice import Invoice, InvoiceDocument

TRIES = 5
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
SCROLL = """() => new Promise((done) => {
  let last = performance.now(), worst = 0, at = 0;
  const step = (now) => {
    worst = Math.max(worst, now - last); last = now; at += 400; scrollTo(0, at);
    if (at < document.documentElement.scrollHeight) requestAnimationFrame(step); else done(worst);
  };
  requestAnimationFrame((now) => { last = now; requestAnimationFrame(step); });
})"""


def many_invoices(rows: int) -> bytes:
    invoices = [
        Invoice(
            invoice_id=f"inv-{n}", invoice_number=f"M-{10_000 + n}", vendor_name=f"Vendor {n % 97}",
            invoice_date=date(2024, 1, 1) + timedelta(days=n % 300), currency="EUR",
            total_amount=Decimal(1_000 + n) / 100,
        )
        for n in range(1, rows + 1)
    ]  # fmt: skip
    return encode(InvoiceDocument(processing_info=info("completed"), invoices=invoices))


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    program = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory() as folder:
        app = application(folder)
        api = app.extensions["production_json_api"]
        keep(api.store, "invoice", many_invoices(rows // 10))
        keep(api.store, "bank", large_statement())
        run = api.reconcile(1, 2).reconciliation_id
        server = make_server("127.0.0.1", 0, app, threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            print(f"{'page':<36}{'open ms':>10}{'worst frame ms':>16}{'elements':>10}")
            for name, path in (
                ("inbox", "/"),
                ("run, what is open", f"/reconcile/{run}?show=unmatched"),
                ("run, what is open, page 20", f"/reconcile/{run}?show=unmatched&page=20"),
                ("run, matched", f"/reconcile/{run}?show=matched"),
                ("10,000 transactions", "/documents/2"),
                ("10,000 transactions, last rows", "/documents/2?rows=50"),
            ):
                times, frames = [], []
                for _ in range(TRIES):
                    page.goto(f"http://127.0.0.1:{server.port}{path}", wait_until="load")
                    times.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
                    frames.append(page.evaluate(SCROLL))
                count = page.evaluate("document.querySelectorAll('*').length")
                opened, worst = (sorted(one)[TRIES // 2] for one in (times, frames))
                print(f"{name:<36}{opened:>10.0f}{worst:>16.0f}{count:>10}", flush=True)
            browser.close()
        server.shutdown()
        api.close()


if __name__ == "__main__":
    main()
