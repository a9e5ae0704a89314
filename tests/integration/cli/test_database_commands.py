"""`db`: the schema up and down from the command line."""

import json

import pytest


@pytest.mark.slow
def test_up_and_down(command):
    assert command("db", "current").stdout.startswith("base;")
    up = command("db", "upgrade")
    assert (up.returncode, up.stderr) == (0, "")
    newest = up.stdout.strip()
    state = json.loads(command("db", "current", "--json").stdout)
    assert state == {"current": newest, "newest": newest}
    down = command("db", "downgrade", "base", "--yes")
    assert (down.returncode, down.stdout) == (0, "base\n")
    assert json.loads(command("db", "current", "--json").stdout)["current"] is None


def test_downgrade_asks_first(command):
    command("db", "upgrade")
    done = command("db", "downgrade", "base")  # no terminal to answer from
    assert done.returncode == 130
    assert json.loads(command("db", "current", "--json").stdout)["current"] is not None


def test_unknown_revision(command):
    done = command("db", "upgrade", "no-such-step")
    assert done.returncode == 64
    assert done.stderr.startswith("error [invalid_request]: ")


def test_database_that_cannot_be_opened(command):
    (command.folder / "rows.db").mkdir()
    done = command("db", "upgrade")
    assert done.returncode == 74
    assert done.stderr.startswith("error [storage_unavailable]: ")


@pytest.mark.slow
def test_a_folder_that_is_not_there_is_not_made(command):
    missing = command.folder / "no" / "such"
    for arguments in (("db", "upgrade"), ("list",), ("show", "invoice", 1)):
        done = command("--database", missing / "rows.db", *arguments)
        assert done.returncode == 74
        assert done.stderr.startswith(f"error [storage_unavailable]: there is no folder {missing} ")
    assert list(command.folder.iterdir()) == []
    doctor = json.loads(command("--database", missing / "rows.db", "doctor", "--json").stdout)
    assert f"{missing} is not there" in json.dumps(doctor)
