"""The pages in a real Chromium, over a service that has read real files."""

import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from python_ocr_reconcile.config import PhotoReader, Settings
from python_ocr_reconcile.samples.invoices import draw_invoices
from python_ocr_reconcile.samples.truth import truth
from python_ocr_reconcile.services.production_json_workflows import ProductionJSONAPI
from python_ocr_reconcile.web.application import create_app

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1440, "height": 900}


@dataclass
class Service:
    """A running service and what it holds."""

    address: str
    api: ProductionJSONAPI


@contextmanager
def served(folder):
    settings = Settings.from_environment(
        {},
        database_url=str(folder / "rows.db"),
        upload_folder=folder / "uploads",
        cache_folder=folder / "pages",
        photo_reader=PhotoReader.OFF,
    )
    app = create_app(settings)
    api = app.extensions["production_json_api"]
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Service(f"http://127.0.0.1:{server.port}", api)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        api.close()


def bank_file(facts, spoilt_row=None):
    """The sample statement as a bank would export it; with a balance that does not follow, if asked for."""
    lines = ["Date;Description;Amount;Balance"]
    for number, row in enumerate(facts["statement"]["transactions"]):
        amount = row["credit_amount"] or f"-{row['debit_amount']}"
        balance = row["balance"] if number != spoilt_row else "1" + row["balance"]
        lines.append(
            ";".join((row["transaction_date"], row["description"].replace(";", ","), amount, balance))
        )
    return "\n".join(lines).encode() + b"\n"


@dataclass
class Files:
    """Files to hand over."""

    invoices: object
    statement: object
    broken: object
    damaged: object


@pytest.fixture(scope="session")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("files")
    (folder / "invoices.pdf").write_bytes(draw_invoices())
    facts = truth()
    (folder / "october.csv").write_bytes(bank_file(facts))
    (folder / "broken.csv").write_bytes(bank_file(facts, spoilt_row=20))
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7\nthis is not one\n")
    return Files(
        folder / "invoices.pdf", folder / "october.csv", folder / "broken.csv", folder / "damaged.pdf"
    )


@pytest.fixture
def empty(tmp_path):
    """A service that holds nothing."""
    with served(tmp_path) as service:
        yield service


@pytest.fixture(scope="session")
def full(tmp_path_factory, files):
    """A service that has read the files: invoices 1, statement 2, a broken chain 3, a damaged file 4."""
    with served(tmp_path_factory.mktemp("full")) as service:
        for kind, path in (("invoice", files.invoices), ("bank", files.statement), ("bank", files.broken)):
            with path.open("rb") as file:
                service.api.upload(kind, file, path.name)
        with files.damaged.open("rb") as file, pytest.raises(Exception, match="PDF"):
            service.api.upload("invoice", file, files.damaged.name)
        yield service


@pytest.fixture(scope="session")
def browser():
    program = next((found for name in CHROMIUM if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("there is no Chromium here")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def visit(browser):
    """Opens a page in a fresh profile; whatever the browser complains of, or asks another host for, fails."""
    complaints, contexts = [], []

    def open_page(service, path="/", *, viewport=DESKTOP, **options):
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: asked.url.startswith((service.address, "blob:")) or complaints.append(asked.url),
        )
        page.goto(service.address + path)
        return page

    open_page.complaints = complaints
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
