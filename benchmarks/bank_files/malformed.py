"""Bank files that are broken or hostile: what each is refused with, in what time, in how much memory.

    python benchmarks/bank_files/malformed.py [--line-bytes 1000000000]

Each goes through the whole line of `ocr-reconcile extract` with the limit on uploads raised, so that nothing
is refused for its size alone. The columns: the stable code of the refusal (or how many entries were read, and
what is said of them), wall seconds, and the peak of all processes together.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks/extraction"))
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks/bank_files"))
import bank_file_generator as generator
from batch import run
from read_vs_plain import file_of

_LINE = """
import json, sys
from pathlib import Path
from dataclasses import replace
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import OcrReconcileError
from python_ocr_reconcile.reading.sandbox import close_pools
from python_ocr_reconcile.services.extract import extract_document
settings = Settings()
settings = replace(settings, limits=replace(settings.limits, upload_bytes=4_000_000_000))
try:
    document = extract_document(Path(sys.argv[1]), "bank", settings)
    answer = f"{len(document.transactions)} entries: {document.statement_info.proof}"
except OcrReconcileError as problem:
    answer = problem.code
close_pools()
print(json.dumps(answer))
"""
_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY a{n} "{"&a;" if not n else f"&a{n - 1};" * 10}">' for n in range(12))
    + ']><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
    + "<BkToCstmrStmt>&a11;</BkToCstmrStmt></Document>"
)  # fmt: skip


def cases() -> Iterator[tuple[str, bytes]]:
    """Name and contents of each file but the one of a single line."""
    whole = {kind: file_of(kind, 500) for kind in ("camt", "mt940")}
    whole["ofx"] = generator.WRITERS["ofx"](random.Random(1)).data
    for kind, data in whole.items():
        yield f"{kind}, whole", data
        yield f"{kind}, cut in the middle", data[: len(data) // 2]
        yield f"{kind}, UTF-16 without a mark", data.decode("utf-8", "replace").encode("utf-16-le")
        yield f"{kind}, a byte that is no UTF-8", data.replace(b"E", b"\xff", 1)
    yield "camt, billion laughs", _BOMB.encode()
    yield "a million brackets", b"<" * 1_000_000
    yield "nothing but noughts", bytes(5_000_000)


def main() -> None:
    """Print a line for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--line-bytes", type=int, default=1_000_000_000)
    options = parser.parse_args()
    print(f"{'file':32} {'MB':>7} {'s':>6} {'peak MB':>8}  answer")

    def show(name: str, path: Path) -> None:
        found = run(_LINE, str(path))
        print(
            f"{name:32} {path.stat().st_size / 1e6:7.1f} {found.seconds:6.1f} {found.peak_bytes / 1e6:8.0f}  "
            f"{json.dumps(found.answer)}",
            flush=True,
        )

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bank.file"
        for name, data in cases():
            path.write_bytes(data)
            show(name, path)
        for name, start in (
            ("MT940, one line", b":20:START\r\n:25:12345\r\n:60F:C240101EUR1,\r\n:86:"),
            ("CSV, one line", b"date;amount;balance\r\n2024-01-01;"),
            ("CAMT, one element", b'<?xml version="1.0"?><Document><BkToCstmrStmt><Stmt><Id>'),
        ):
            with path.open("wb") as file:
                file.write(start)
                for _ in range(options.line_bytes // 1_000_000):
                    file.write(b"x" * 1_000_000)
            show(f"{name} of {options.line_bytes / 1e6:,.0f} MB", path)


if __name__ == "__main__":
    main()
