"""A file is received whole and durable, or leaves nothing behind."""

import errno
import hashlib
import io
import os
import stat
import time
from pathlib import Path

import pytest

from python_ocr_reconcile.config import Limits
from python_ocr_reconcile.errors import EmptyFileError, FileTooLargeError, StorageError, StorageFullError
from python_ocr_reconcile.intake import receive as receive_module
from python_ocr_reconcile.intake.receive import INCOMING, display_name, receive, remove_abandoned

LIMITS = Limits(upload_bytes=1_000)


def kept_files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_kept_under_its_hash(tmp_path):
    content = b"%PDF-1.7 hello"
    received = receive(io.BytesIO(content), file_name="May invoice.pdf", folder=tmp_path, limits=LIMITS)
    digest = hashlib.sha256(content).hexdigest()
    assert received.file_hash == digest
    assert received.file_path == f"{digest[:2]}/{digest}"
    assert received.file_name == "May invoice.pdf"
    assert received.file_size == len(content)
    assert (tmp_path / received.file_path).read_bytes() == content
    assert kept_files(tmp_path) == [received.file_path]


def test_only_the_owner_may_read_it(tmp_path):
    received = receive(io.BytesIO(b"x"), file_name="a", folder=tmp_path, limits=LIMITS)
    assert stat.S_IMODE((tmp_path / received.file_path).stat().st_mode) == 0o600


def test_the_same_bytes_are_kept_once(tmp_path):
    first = receive(io.BytesIO(b"same"), file_name="a.pdf", folder=tmp_path, limits=LIMITS)
    kept = (tmp_path / first.file_path).stat().st_ino
    second = receive(io.BytesIO(b"same"), file_name="b.pdf", folder=tmp_path, limits=LIMITS)
    assert second.file_path == first.file_path
    assert second.file_name == "b.pdf"
    assert (tmp_path / first.file_path).stat().st_ino == kept
    assert len(kept_files(tmp_path)) == 1


def test_everything_is_synced_before_it_returns(tmp_path, monkeypatch):
    synced = []
    real = os.fsync
    monkeypatch.setattr(
        os,
        "fsync",
        lambda handle: (synced.append(str(Path(f"/proc/self/fd/{handle}").readlink())), real(handle)),
    )
    received = receive(io.BytesIO(b"durable"), file_name="a", folder=tmp_path, limits=LIMITS)
    kept = tmp_path / received.file_path
    assert Path(synced[0]).parent == tmp_path / INCOMING
    assert synced[1:] == [str(kept.parent), str(tmp_path)]


@pytest.mark.parametrize(("size", "accepted"), [(1_000, True), (1_001, False)])
def test_the_limit_from_both_sides(tmp_path, size, accepted):
    stream = io.BytesIO(b"x" * size)
    if accepted:
        assert receive(stream, file_name="a", folder=tmp_path, limits=LIMITS).file_size == size
    else:
        with pytest.raises(FileTooLargeError) as caught:
            receive(stream, file_name="a", folder=tmp_path, limits=LIMITS)
        assert caught.value.details["limit"] == 1_000
        assert kept_files(tmp_path) == []


def test_no_more_is_read_than_the_limit_needs(tmp_path, monkeypatch):
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size=-1):
            self.given += size
            return b"x" * size

    monkeypatch.setattr(receive_module, "CHUNK_BYTES", 100)
    stream = Endless()
    with pytest.raises(FileTooLargeError):
        receive(stream, file_name="a", folder=tmp_path, limits=LIMITS)
    assert stream.given == 1_100
    assert kept_files(tmp_path) == []


def test_an_empty_file_is_refused(tmp_path):
    with pytest.raises(EmptyFileError):
        receive(io.BytesIO(b""), file_name="a", folder=tmp_path, limits=LIMITS)
    assert kept_files(tmp_path) == []


def test_a_broken_connection_leaves_nothing_and_is_no_storage_error(tmp_path):
    class Broken(io.RawIOBase):
        def read(self, size=-1):
            raise ConnectionResetError(errno.ECONNRESET, "gone")

    with pytest.raises(ConnectionResetError):
        receive(Broken(), file_name="a", folder=tmp_path, limits=LIMITS)
    assert kept_files(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "error"),
    [(errno.ENOSPC, StorageFullError), (errno.EDQUOT, StorageFullError), (errno.EIO, StorageError)],
)
def test_a_volume_that_fails(tmp_path, monkeypatch, number, error):
    def fail(handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(error) as caught:
        receive(io.BytesIO(b"x"), file_name="a", folder=tmp_path, limits=LIMITS)
    assert type(caught.value) is error
    assert kept_files(tmp_path) == []


def test_a_file_that_is_refused_before_it_is_kept_leaves_nothing(tmp_path):
    def refuse(file_hash):
        assert file_hash == hashlib.sha256(b"whole").hexdigest()
        raise InterruptedError

    with pytest.raises(InterruptedError):
        receive(io.BytesIO(b"whole"), file_name="a", folder=tmp_path, limits=LIMITS, before_keeping=refuse)
    assert kept_files(tmp_path) == []


def test_a_volume_that_fails_once_the_file_is_kept(tmp_path, monkeypatch):
    """All that mattered has been done: what cannot be removed is removed another time."""

    def fail(*_, **__):
        raise OSError(errno.EIO, "it broke")

    monkeypatch.setattr(Path, "unlink", fail)
    received = receive(io.BytesIO(b"whole"), file_name="a", folder=tmp_path, limits=LIMITS)
    assert kept_files(tmp_path) == [received.file_path]


def test_an_upload_folder_that_is_no_folder(tmp_path):
    (tmp_path / "uploads").write_text("a file")
    with pytest.raises(StorageError):
        receive(io.BytesIO(b"x"), file_name="a", folder=tmp_path / "uploads", limits=LIMITS)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Rechnung März.pdf", "Rechnung März.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("\x00\x07", "unnamed"),
        ("", "unnamed"),
        ("..", "unnamed"),
        ("x" * 300 + ".pdf", "x" * 251 + ".pdf"),
        ("x" * 300, "x" * 255),
    ],
)
def test_a_name_is_made_safe_to_show(sent, shown):
    assert display_name(sent) == shown


def test_what_killed_processes_left_is_removed_and_what_is_still_being_sent_is_not(tmp_path):
    incoming = tmp_path / INCOMING
    incoming.mkdir()
    limits = Limits(request_seconds=60)
    for name, age in (("left", 121), ("being sent", 119)):
        (incoming / name).write_bytes(b"half")
        os.utime(incoming / name, (time.time() - age,) * 2)
    assert remove_abandoned(tmp_path, limits) == 1
    assert [path.name for path in incoming.iterdir()] == ["being sent"]
