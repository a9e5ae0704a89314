"""PostgreSQL is killed under writes: what it acknowledged stays, and the service goes on by itself.

`make faults` kills it a hundred times; DATABASE_KILLS and DATABASE_SEED say how often, and when.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from faithful_clients import begun, compare, ended, wait_for_answers
from killable_service import Service, bank_file
from postgres import PostgresServer
from seeds import chance_of, times

KILLS = times("DATABASE_KILLS", 2)
BACK_SECONDS = 5

pytestmark = pytest.mark.slow


@pytest.fixture
def server():
    """A server whose commits are on disk when it says so."""
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    server = None
    try:
        server = PostgresServer(folder, fsync="on", synchronous_commit="on", full_page_writes="on")
        yield server
    finally:
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_what_was_acknowledged_outlives_the_database_server(server, tmp_path):
    chance = chance_of("DATABASE_SEED")
    service = Service(tmp_path, server.new_database())
    killed, back = Counter(), []
    try:
        service.start("serve", "serve", "--workers", "2")
        service.wait_until_it_answers()
        clients = begun(service, chance)
        while killed.total() < KILLS:
            wait_for_answers(clients, 1 + chance.randrange(12), seconds=30)
            time.sleep(chance.uniform(0, 0.1))
            if chance.random() < 0.4:
                server.kill()
                time.sleep(chance.uniform(0, 0.3))
                server.start()
                killed["the server"] += 1
            else:  # it then ends all others, and reads its log
                with suppress(ProcessLookupError):
                    os.kill(chance.choice(server.processes()), signal.SIGKILL)
                killed["one process"] += 1
            back.append(seconds_until_stored(service, server, killed.total()))
        ended(clients, service)
    finally:
        codes = service.stop()
    answers = sum((client.answers for client in clients), Counter())
    print(dict(killed), dict(answers), f"back within {max(back):.2f} s")  # noqa: T201
    assert codes == [0], service.log()[-3_000:]
    assert answers[0] == 0  # every client was answered
    assert max(back) < BACK_SECONDS
    compare(service, clients, also=[bank_file(number) for number in range(1, KILLS + 1)])


def seconds_until_stored(service, server, number):
    """How long until a file is taken again, from when the server answers again."""
    begun_at = up_since = time.monotonic()
    while service.upload("bank", bank_file(number))[0] not in (200, 202):
        assert time.monotonic() < begun_at + 60, service.log()[-3_000:]
        if not server.answers():
            up_since = time.monotonic()
        time.sleep(0.01)
    return time.monotonic() - up_since
