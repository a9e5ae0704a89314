"""Servers and workers are killed while they receive, read and reconcile: nothing that was told is lost.

`make faults` kills 300 times; SERVICE_KILLS and SERVICE_SEED say how often, and whom when.
"""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from contextlib import suppress

import pytest
from faithful_clients import begun, compare, ended, wait_for_answers
from killable_service import Service
from seeds import chance_of, times

KILLS = times("SERVICE_KILLS", 4)

pytestmark = pytest.mark.slow


def victims(service):
    """Whom to kill: all of a server, one of its processes, a worker, or one that reads for it."""
    found = [("serve", None), ("worker", None)]
    for name in ("serve", "worker"):
        found += [(name, pid) for pid in service.processes(name)[1:]] * 2
    return found


def test_what_was_acknowledged_outlives_every_kill(tmp_path):
    chance = chance_of("SERVICE_SEED")
    service = Service(tmp_path)
    commands = {"serve": ("serve", "--workers", "2"), "worker": ("worker",)}
    killed = Counter()
    try:
        for name, words in commands.items():
            service.start(name, *words)
        service.wait_until_it_answers()
        clients = begun(service, chance)
        while killed.total() < KILLS:
            wait_for_answers(clients, chance.randrange(12))
            time.sleep(chance.uniform(0, 0.3))
            name, pid = chance.choice(victims(service))
            if pid is None:
                service.kill(name)
                service.start(name, *commands[name])
                if name == "serve":
                    service.wait_until_it_answers()
            else:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            killed["all of " + name if pid is None else "one of " + name] += 1
        ended(clients, service)
    finally:
        codes = service.stop()
    print(dict(killed), dict(sum((client.answers for client in clients), Counter())))  # noqa: T201
    assert codes == [0, 0], service.log()[-3_000:]
    compare(service, clients)
