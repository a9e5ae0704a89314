"""A throwaway PostgreSQL server for the tests: its own folder, a unix socket, gone when the session ends."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

START_SECONDS = 60
# What is lost in a crash is lost together with the server; each of these makes the start or a commit cheaper.
SERVER_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "max_connections": "60",
    "max_wal_size": "4GB",
    "log_min_messages": "fatal",
}


def find_binary(name: str) -> str:
    """`name` on the PATH or where Debian and Ubuntu keep it, the newest version first."""
    versions = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: float(path.parts[-3]),
        reverse=True,
    )
    found = shutil.which(name) or next(map(str, versions), None)
    if found is None:
        pytest.fail(
            f"{name} is not installed: these tests run on a real PostgreSQL server. "
            "`make test` installs it (Debian: apt-get install postgresql).",
            pytrace=False,
        )
    return found


def as_unprivileged(folder: Path) -> list[str]:
    """The words in front of a command so that PostgreSQL, which refuses root, will run it; owns `folder`."""
    if os.geteuid() != 0:
        return []
    for user in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(user)
        except KeyError:
            continue
        os.chown(folder, account.pw_uid, account.pw_gid)
        return ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups", "--"]
    pytest.fail(
        "PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody", pytrace=False
    )


class PostgresServer:
    """One server; `new_database` gives an empty database on it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        """`settings` go before those of the tests."""
        self.folder = folder
        self._names = count(1)
        self._as_user = as_unprivileged(folder)
        self._settings = SERVER_SETTINGS | settings
        self._run(
            "initdb",
            "-D",
            str(folder / "data"),
            "-U",
            "tester",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )
        self.start()

    def start(self) -> None:
        """Also after `kill`: it then reads its log before it answers."""
        settings = [word for item in self._settings.items() for word in ("-c", "=".join(item))]
        place = ["-D", str(self.folder / "data"), "-k", str(self.folder)]
        self._process = subprocess.Popen(
            [*self._as_user, find_binary("postgres"), *place, *settings],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            start_new_session=True,
        )
        self._wait_until_it_answers()

    def processes(self) -> list[int]:
        """The server's own processes, those of its connections among them."""
        pid = self._process.pid
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def kill(self) -> None:
        """End every process of it at once, as a power cut would."""
        # Each of its children is in a session of its own.
        for process in (self._process.pid, *self.processes()):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._process.wait()

    def _run(self, name: str, *words: str) -> None:
        done = subprocess.run(
            [*self._as_user, find_binary(name), *words],
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
        )
        if done.returncode:
            pytest.fail(f"{name} failed: {done.stderr.strip()}", pytrace=False)

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                pytest.fail("the PostgreSQL server did not start", pytrace=False)
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether one can connect."""
        try:
            psycopg.connect(self._conninfo()).close()
        except psycopg.OperationalError:
            return False
        return True

    def _conninfo(self, name: str = "postgres") -> str:
        return f"host={self.folder} user=tester dbname={name}"

    def new_database(self, template: str | None = None) -> str:
        """The URL of an empty database, or of a copy of `template`, as an operator would write it."""
        name = f"test_{next(self._names)}"
        of = "template1" if template is None else _name_in(template)
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            made = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
            connection.execute(made.format(sql.Identifier(name), sql.Identifier(of)))
        return f"postgresql://tester@/{name}?host={self.folder}"

    def drop(self, url: str) -> None:
        """Drop a database that `new_database` gave, whoever is still connected to it."""
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(_name_in(url))))

    def terminate_backend(self, number: int) -> None:
        """Close another's connection from the server's side, as a restart would."""
        with psycopg.connect(self._conninfo(), autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", [number])

    def stop(self) -> None:
        """Stop without waiting for anyone who is still connected; there is nothing to save."""
        self._process.send_signal(signal.SIGQUIT)
        try:
            self._process.wait(START_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _name_in(url: str) -> str:
    """The name of the database in a URL that `new_database` gave."""
    return url.partition("@/")[2].partition("?")[0]


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The server of this test session; one for each worker of pytest-xdist."""
    # Not pytest's folder: others may not enter it, and a socket's path must be shorter than 108 bytes.
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    server = None
    try:
        server = PostgresServer(folder)
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[Callable[[], str]]:
    """Call it for the URL of a new, empty database; it is dropped after the test."""
    made: list[str] = []

    def new() -> str:
        made.append(postgres_server.new_database())
        return made[-1]

    yield new
    for url in made:
        postgres_server.drop(url)
