"""The real command line on real files, good and bad."""

import json
import os
from decimal import Decimal

import pymupdf
import pytest
from einvoice_writer import Bill, ubl

pytestmark = pytest.mark.slow


def printed(done):
    """Standard output as JSON, which it must be and nothing else."""
    assert done.stderr == "", done.stderr
    assert done.returncode == 0
    return json.loads(done.stdout, parse_float=Decimal)


@pytest.fixture(scope="module")
def one_invoice(tmp_path_factory, samples):
    """The first sample invoice alone: a text layer, so no OCR."""
    path = tmp_path_factory.mktemp("one") / "INV-20418.pdf"
    with pymupdf.open(samples.invoices) as document:
        document.select([0])
        document.save(path)
    return path


def test_extract_prints_one_json_document(command, one_invoice, samples):
    document = printed(command("extract", one_invoice, "--kind", "invoice"))
    (invoice,) = document["invoices"]
    wanted = samples.truth["invoices"][0]
    assert invoice["invoice_number"] == wanted["invoice_number"]
    assert invoice["total_amount"] == Decimal(wanted["total_amount"])
    assert document["upload_id"] is None
    assert not (command.folder / "rows.db").exists()  # no database is involved


def test_extract_finds_out_what_a_file_is(command, one_invoice, samples):
    assert "invoices" in printed(command("extract", one_invoice))
    assert "transactions" in printed(command("extract", samples.statement))


@pytest.mark.parametrize("kind", [[], ["--kind", "invoice"]])
def test_extract_reads_an_einvoice_without_any_page(command, tmp_path, kind):
    path = tmp_path / "invoice.txt"  # its name is never asked
    path.write_bytes(ubl(Bill()))
    document = printed(command("extract", path, *kind))
    (invoice,) = document["invoices"]
    assert (invoice["invoice_number"], invoice["total_amount"]) == ("2024-117", Decimal("59.50"))
    assert (invoice["proof"], invoice["evidence"]["total_amount"]["method"]) == ("proved", "BT-112")
    assert (document["file_info"]["mime_type"], document["file_info"]["pages_total"]) == (
        "application/xml",
        0,
    )


def broken(folder):
    """File name to content and the code that each is refused with."""
    locked = pymupdf.open()
    locked.new_page()
    encrypted = locked.tobytes(encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="secret", owner_pw="owner")
    return {
        "empty.pdf": (b"", "file_empty"),
        "damaged.pdf": (b"%PDF-1.7\nnothing that follows is a PDF", "file_damaged"),
        "encrypted.pdf": (encrypted, "pdf_encrypted"),
        "letter.txt": (b"Dear Sir or Madam, " * 40, "unsupported_format"),
        "image.png": (b"\x89PNG\r\n\x1a\n" + os.urandom(200), "file_damaged"),
    }


@pytest.mark.parametrize("name", ["empty.pdf", "damaged.pdf", "encrypted.pdf", "letter.txt", "image.png"])
@pytest.mark.parametrize("verb", ["extract", "ingest"])
def test_bad_files_are_refused_by_their_codes(name, verb, command):
    content, code = broken(command.folder)[name]
    (command.folder / name).write_bytes(content)
    done = command(verb, name)
    assert done.returncode == 65
    assert done.stdout == ""
    assert done.stderr.startswith(f"error [{code}]: ")
    assert "Traceback" not in done.stderr


def test_too_large_by_the_limit(command, one_invoice):
    done = command("extract", one_invoice, OCR_RECONCILE_MAX_UPLOAD_BYTES="1000")
    assert done.returncode == 65
    assert done.stderr.startswith("error [file_too_large]: ")
