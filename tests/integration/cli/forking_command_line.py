"""One process that has imported the command line and forks for each command.

A command starts in 0.1 s instead of 1 s and is still a process of its own, with its own environment, folder,
output and exit. What imports cost, and that they are where they are needed, is tested in tests/unit/cli.
"""

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

SERVER = """
import json, os, sys
import python_ocr_reconcile.services.production_json_workflows, alembic.command, sqlalchemy.dialects.sqlite
from python_ocr_reconcile.cli import main

for line in sys.stdin:
    asked = json.loads(line)
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        os.environ.clear()
        os.environ.update(asked["environment"])
        os.chdir(asked["folder"])
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for stream, path in enumerate(asked["outputs"], 1):
            os.dup2(os.open(path, os.O_WRONLY), stream)
        main(asked["arguments"])
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


class ForkingCommandLine:
    """``run`` is `subprocess.run` of ``python -m python_ocr_reconcile``, without the start."""

    def __init__(self):
        self._server = None

    def run(self, arguments, *, environment, folder, timeout):
        if self._server is None:
            self._server = subprocess.Popen(
                [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
            )
        with tempfile.TemporaryDirectory() as scratch:
            outputs = [Path(scratch, name) for name in ("stdout", "stderr")]
            for path in outputs:
                path.touch()
            asked = {
                "arguments": arguments,
                "environment": environment,
                "folder": os.fspath(folder),
                "outputs": list(map(str, outputs)),
            }
            print(json.dumps(asked), file=self._server.stdin, flush=True)
            child = int(self._server.stdout.readline())
            if not select.select([self._server.stdout], [], [], timeout)[0]:
                os.killpg(child, signal.SIGKILL)
                self._server.stdout.readline()
                raise subprocess.TimeoutExpired(arguments, timeout)
            returncode = int(self._server.stdout.readline())
            return subprocess.CompletedProcess(arguments, returncode, *(p.read_text() for p in outputs))

    def close(self):
        if self._server is not None:
            self._server.communicate(timeout=10)
