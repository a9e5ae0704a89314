"""The real command line on real documents: extract, ingest, reconcile, list, show, export."""

import hashlib
import json
import os
import shutil
from decimal import Decimal

import pymupdf
import pytest

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


class TestStoredDocuments:
    """In the order of a working day, on one database."""

    @pytest.fixture(scope="class", autouse=True)
    def ingested(self, module_command, samples):
        folder = module_command.folder / "inbox"
        folder.mkdir()
        shutil.copy(samples.invoices, folder / "invoices.pdf")
        shutil.copy(samples.statement, folder / "statement.pdf")
        done = module_command("ingest", folder, "--json")
        assert done.returncode == 0, done.stderr
        assert done.stderr == ""
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_each_file_is_one_upload_of_its_kind(self, ingested, samples):
        assert [fact["kind"] for fact in ingested] == ["invoice", "bank"]
        assert [fact["upload_id"] for fact in ingested] == [1, 2]
        assert ingested[0]["total_invoices"] == len(samples.truth["invoices"])
        assert ingested[1]["total_transactions"] == len(samples.truth["statement"]["transactions"])

    def test_same_bytes_again_are_known(self, module_command, samples):
        done = module_command("ingest", samples.invoices, "--kind", "invoice", "--json")
        fact = json.loads(done.stdout)
        assert (fact["upload_id"], fact["duplicate"]) == (1, True)

    def test_reconcile_and_show(self, module_command, samples):
        result = printed(module_command("reconcile", 1, 2, "--json"))
        assert result["reconciliation_id"] == 1
        assert printed(module_command("show", "reconciliation", 1, "--json")) == result
        table = module_command("show", "reconciliation", 1).stdout
        for link in samples.truth["links"]:
            assert link["invoice_number"] in table

    def test_reconcile_from_files_comes_to_the_same(self, module_command):
        for kind, row, name in (("invoice", 1, "invoices.json"), ("bank", 2, "bank.json")):
            shown = module_command("show", kind, row, "--json").stdout
            (module_command.folder / name).write_text(shown)
        stored = printed(module_command("show", "reconciliation", 1, "--json"))
        fresh = printed(module_command("reconcile", "invoices.json", "bank.json", "--json"))
        assert fresh["matched"] == stored["matched"]
        assert fresh["partial"] == stored["partial"]
        assert fresh["reconciliation_id"] is None

    def test_show_prints_tables_for_people(self, module_command, samples):
        invoices = module_command("show", "invoice", 1).stdout
        assert all(invoice["invoice_number"] in invoices for invoice in samples.truth["invoices"])
        bank = module_command("show", "bank", 2).stdout
        assert "48,317.62" in bank
        assert bank.count("2025-10-") >= len(samples.truth["statement"]["transactions"])

    def test_lists_page_and_filter(self, module_command):
        listed = printed(module_command("list", "invoices", "--json"))
        assert [row["upload_id"] for row in listed["items"]] == [1]
        assert "invoice_json" not in listed["items"][0]
        assert listed["next_cursor"] is None
        assert printed(module_command("list", "bank", "--filter", "status=failed", "--json"))["items"] == []
        table = module_command("list", "reconciliations").stdout
        assert "1 invoices.pdf" in table

    def test_unknown_and_wrong_ids(self, module_command):
        absent = module_command("show", "invoice", 77)
        assert (absent.returncode, absent.stdout) == (66, "")
        assert absent.stderr.startswith("error [not_found]: ")
        wrong = module_command("reconcile", 2, 1)
        assert wrong.returncode == 66
        assert wrong.stderr.startswith("error [wrong_kind]: ")
        filtered = module_command("list", "invoices", "--filter", "colour=blue")
        assert filtered.returncode == 64

    def test_export_is_complete_and_proves_itself(self, module_command, samples):
        done = module_command("export", "--folder", "out", "--json")
        folder = module_command.folder / "out"
        assert printed(done) == {"folder": "out", "documents": 3, "originals": 2}
        manifest = json.loads((folder / "manifest.json").read_text())
        listed = {entry["path"]: entry for entry in manifest["files"]}
        found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
        assert found == {*listed, "manifest.json"}
        for path, entry in listed.items():
            assert hashlib.sha256((folder / path).read_bytes()).hexdigest() == entry["sha256"]
        originals = {
            e["file_name"]: folder / e["path"] for e in listed.values() if e["content"] == "original"
        }
        assert originals["invoices.pdf"].read_bytes() == samples.invoices.read_bytes()
        stored = json.loads((folder / "invoices" / "upload-1.json").read_text())
        assert stored == json.loads(module_command("show", "invoice", 1, "--json").stdout)

    def test_export_overwrites_nothing_unasked(self, module_command):
        again = module_command("export", "--folder", "out")
        assert again.returncode == 64
        assert module_command("export", "--folder", "out", "--replace").returncode == 0
        (module_command.folder / "mine").mkdir()
        (module_command.folder / "mine" / "notes.txt").write_text("mine")
        other = module_command("export", "--folder", "mine", "--replace")
        assert other.returncode == 64
        assert (module_command.folder / "mine" / "notes.txt").read_text() == "mine"

    def test_export_refuses_a_changed_original(self, module_command):
        original = next((module_command.folder / "uploads").rglob("*/*"))
        content = original.read_bytes()
        original.chmod(0o600)
        original.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        try:
            done = module_command("export", "--folder", "spoilt")
        finally:
            original.write_bytes(content)
        assert done.returncode == 74
        assert "is not the file that was received" in done.stderr
        assert not (module_command.folder / "spoilt").exists()
        assert not list(module_command.folder.glob(".spoilt*"))
