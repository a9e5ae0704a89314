"""What is no export, is hostile, or says other than it holds is refused before anything is written."""

import io
import json
import zipfile

import pytest

from python_ocr_reconcile.errors import ExportUnusableError, InputError
from python_ocr_reconcile.exporting.archive import ZipTarget
from python_ocr_reconcile.exporting.export import export_zip
from python_ocr_reconcile.exporting.read_back import import_export
from python_ocr_reconcile.models.encoding import decode_plain, encode
from python_ocr_reconcile.services.production_json_workflows import initialize_production_json_system
from python_ocr_reconcile.storage.exported import Scope


@pytest.fixture(scope="module")
def archive(kept, tmp_path_factory):
    path = tmp_path_factory.mktemp("one") / "run.zip"
    export_zip(kept, path, Scope(reconciliation_id=1))
    return path


def forged(archive, target, change):
    """The archive with its files as `change` leaves them, under a manifest that fits them again."""
    with zipfile.ZipFile(archive) as opened:
        files = {name: opened.read(name) for name in opened.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    files.pop("manifest.sha256")
    extra = change(files, manifest) or []
    with target.open("x+b") as file:
        made = ZipTarget(file, 10**12)
        listed = {one["path"]: one for one in manifest["files"]}
        for name, content in files.items():
            size, digest = made.add(name, io.BytesIO(content))
            if name not in extra:
                listed[name] = {
                    **listed.get(name, {"content": "x"}),
                    "path": name,
                    "size": size,
                    "sha256": digest,
                }
        manifest["files"] = [one for name, one in listed.items() if name in files or name in extra]
        _, digest = made.add("manifest.json", io.BytesIO(json.dumps(manifest).encode()))
        made.add("manifest.sha256", io.BytesIO(f"{digest}  manifest.json\n".encode()))
        made.finish()
    return target


def refused(settings, path, match):
    with initialize_production_json_system(settings=settings) as api:
        with pytest.raises(ExportUnusableError, match=match):
            import_export(path, api.store, settings)
        assert api.store.counts() == {"invoice_uploads": 0, "bank_uploads": 0, "reconciliations": 0}
        assert not [one for one in settings.upload_folder.rglob("*") if one.is_file()]


def edit_rows(change):
    """A change of the lines of rows.jsonl, each of them decoded."""

    def edit(files, manifest):
        lines = [decode_plain(line) for line in files["rows.jsonl"].splitlines()]
        files["rows.jsonl"] = b"".join(encode(line) + b"\n" for line in change(lines))

    return edit


def with_column(kind, name, value):
    def change(lines):
        line = next(line for line in lines if line["kind"] == kind)
        line["columns"][name] = value
        return lines

    return edit_rows(change)


def unlisted(files, manifest):
    files["one more.txt"] = b"x"
    return ["one more.txt"]


def climbing(files, manifest):
    files["../../etc/passwd"] = b"x"


def other_document(files, manifest):
    files["invoices/upload-1.json"] = files["invoices/upload-2.json"]


def no_document(files, manifest):
    del files["invoices/upload-1.json"]


def broken_document(files, manifest):
    files["invoices/upload-1.json"] = b'{"invoices": 3}'


def other_original(files, manifest):
    name = next(name for name in files if name.startswith("originals/upload-1/"))
    files[name] = b"something else"


def other_schema(files, manifest):
    manifest["schema_revision"] = "0001"


def other_format(files, manifest):
    manifest["format"] = "something"


def spoilt_layer(files, manifest):
    files["words/upload-1.zst"] = b"\0" * 10


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (climbing, "the manifest lists"),
        (unlisted, "is not in the manifest"),
        (other_document, "disagrees with its document"),
        (no_document, "is not in it"),
        (broken_document, "cannot be taken"),
        (spoilt_layer, "cannot be taken"),
        (other_original, "its original disagree"),
        (other_schema, "with version"),
        (other_format, "not an export"),
        (with_column("invoice", "file_path", "../../../etc/cron.d/x"), "another path than its hash"),
        (with_column("invoice", "file_hash", "../" * 22), "no hash|another path"),
        (with_column("invoice", "total_amount", "1.00"), "disagrees with its document in total_amount"),
        (with_column("invoice", "status", "failed"), "disagrees with its document in status"),
        (with_column("bank", "closing_balance", "NaN"), "cannot be taken|disagrees"),
        (with_column("reconciliation", "total_matches_found", 99), "disagrees with its document"),
        (with_column("invoice", "upload_timestamp", 5), "cannot be taken"),
        (edit_rows(lambda lines: [{**line, "document": None} for line in lines]), "has no document"),
        (edit_rows(lambda lines: [{"kind": "other"}]), "cannot be understood"),
    ],
)  # fmt: skip
def test_what_says_other_than_it_holds_is_refused(archive, elsewhere, tmp_path, change, match):
    refused(elsewhere(), forged(archive, tmp_path / "forged.zip", change), match)


def test_what_is_no_export_is_refused(archive, elsewhere, tmp_path):
    settings = elsewhere()
    for content, match in ((b"", "is no export"), (b"PK\x05\x06" + b"\0" * 18, "is no export")):
        (tmp_path / "x.zip").write_bytes(content)
        refused(settings, tmp_path / "x.zip", match)
    (tmp_path / "short.zip").write_bytes(archive.read_bytes()[:-1])
    refused(settings, tmp_path / "short.zip", "is no export|a byte was changed")
    (tmp_path / "long.zip").write_bytes(archive.read_bytes() + b"x")
    refused(settings, tmp_path / "long.zip", "is no export|a byte was changed")


def test_a_bomb_is_refused_by_what_it_states(archive, elsewhere):
    with zipfile.ZipFile(archive) as opened:
        members = opened.infolist()
    size, files = sum(one.file_size for one in members), len(members)
    refused(elsewhere(export_bytes=size - 1), archive, "unpacks to more")
    refused(elsewhere(export_files=files - 1), archive, "more than")
    fits = elsewhere(export_bytes=size, export_files=files)
    with initialize_production_json_system(settings=fits) as api:
        assert import_export(archive, api.store, fits).rows == 6


def test_it_is_read_into_an_empty_database_only(kept, archive, settings):
    with pytest.raises(InputError, match="not empty"):
        import_export(archive, kept.store, settings)
