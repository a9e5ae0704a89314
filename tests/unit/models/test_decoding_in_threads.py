"""Threads that decode one kind of document for the first time, all at once: none sees it half made."""

import subprocess
import sys

SCRIPT = """
import sys, threading
import msgspec
from python_ocr_reconcile.models.encoding import decode

sys.setswitchinterval(1e-6)
THREADS = 8

def structs(number):
    inner = msgspec.defstruct(f"Inner{number}", [(f"f{n}", int | None, None) for n in range(20)])
    return msgspec.defstruct(f"Outer{number}", [(f"g{n}", list[inner], []) for n in range(20)])

kinds = [structs(number) for number in range(60)]
text = "{" + ",".join(f'"g{n}":[{{"f{n}":{n}}}]' for n in range(20)) + "}"
together = threading.Barrier(THREADS)
wrong = []

def decode_each():
    for kind in kinds:
        together.wait()
        if getattr(decode(text, kind).g7[0], "f7") != 7:
            wrong.append(kind)

threads = [threading.Thread(target=decode_each) for _ in range(THREADS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(len(kinds), wrong)
"""


def test_the_first_to_decode_a_kind_are_many_at_once():
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "60 []\n"), done.stderr
