"""Alter what is stored as one does who can write to the database and the folder, but has not got the key.

Each way of doing so is a function that alters one thing and says what it altered; `undo` puts it back.
"""

from __future__ import annotations

import contextlib
import random
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from python_ocr_reconcile.dates import now
from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.production_json_models import ReconciliationMatch
from python_ocr_reconcile.storage.store import Store

TABLES = {
    "production_invoice_uploads": "id",
    "production_bank_uploads": "id",
    "production_reconciliation_matches": "id",
    "production_audit": "sequence",
    "production_numbers": "rowid",
    "production_tenant_documents": "rowid",
    "production_reconciliation_uploads": "rowid",
}


def fill(store: Store, folder: Path, uploads: int = 6) -> None:
    """Uploads of both kinds in every status, with originals, changed documents and runs."""
    ids: dict[str, list[int]] = {"invoice": [], "bank": []}
    for number in range(uploads):
        kind: Any = ("invoice", "bank")[number % 2]
        content = f"original {number}".encode() * 20
        digest = sha256(content).hexdigest()
        path = folder / digest[:2] / digest
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        row, _ = store.claim_upload(
            kind,
            file_name=f"Rechnung Nº {number}.pdf",
            file_path=f"{digest[:2]}/{digest}",
            file_hash=digest,
            file_size=len(content),
            mime_type="application/pdf",
        )
        if number >= uploads - 2:  # one stays pending, one fails
            if number % 2:
                store.begin(kind, row.upload_id, "worker")
                store.fail(kind, row.upload_id, "file_damaged", "The file is damaged.")
            continue
        begun = store.begin(kind, row.upload_id, "worker")
        column = "invoice_json" if kind == "invoice" else "bank_transaction_json"
        amounts = {"total_amount": 12.5, "text": "Größe \x1f", "confidence": 1e-7, "n": number}
        done = store.finish(
            msgspec.structs.replace(
                begun, status="completed", page_layer=b"words" * 9, confidence_score=0.75,
                **{column: encode(amounts)},
            )
        )  # fmt: skip
        if number % 3 == 0:
            seen = getattr(store.get(kind, row.upload_id), column)
            changed = msgspec.structs.replace(done, **{column: encode({**amounts, "n": -1})})
            assert store.revise(changed, seen=seen, action="corrected", actor="anna")
        ids[kind].append(row.upload_id)
    store.put_tenant_document("rates", "default", encode({"rates": []}))
    store.put_tenant_document("profile", "strict", encode({"name": "strict", "days": 3}))
    store.put_tenant_document("profile", "old", encode({"name": "old"}))
    store.delete_tenant_document("profile", "old")
    at = now()
    for _ in range(2):
        store.add_reconciliation(
            lambda number: ReconciliationMatch(
                reconciliation_id=number,
                invoice_upload_id=ids["invoice"][0],
                bank_upload_id=ids["bank"][0],
                invoice_file_name="a.pdf",
                bank_file_name="b.pdf",
                reconciliation_timestamp=at,
                reconciliation_duration_seconds=0.25,
                status="completed",
                reconciliation_match_json=encode({"reconciliation_id": number}),
                created_at=at,
                updated_at=at,
            )
        )


class Tamperer:
    """Alters one thing after the other, each time from the state that was sealed."""

    def __init__(self, database: str, folder: Path, chance: random.Random) -> None:
        # Opened as any program opens it: nothing checks what is written.
        self._database = sqlite3.connect(database, isolation_level=None, timeout=30)
        self._database.row_factory = sqlite3.Row
        self._database.execute("PRAGMA ignore_check_constraints = ON")
        self._folder = folder
        self._chance = chance

    def close(self) -> None:
        self._database.close()

    def rows(self, table: str) -> list[dict[str, Any]]:
        return [dict(row) for row in self._database.execute(f"SELECT rowid, * FROM {table}")]

    def execute(self, statement: str, **values: Any) -> int:
        """How many rows it changed."""
        return self._database.execute(statement, values).rowcount

    def change_a_byte(self) -> tuple[str, Callable[[], None]] | None:
        """One byte of one value of one row; SQLite lets any value be any bytes."""
        table = self._chance.choice(list(TABLES))
        row = self._chance.choice(self.rows(table))
        named = [name for name, value in row.items() if value is not None and name != "rowid"]
        column = self._chance.choice(named)
        if column == "heartbeat_at":
            return None
        key = TABLES[table]
        value = row[column]
        raw = bytearray(value if isinstance(value, bytes) else str(value).encode())
        if not raw:
            return None
        at = self._chance.randrange(len(raw))
        old = raw[at]
        raw[at] = self._chance.choice([n for n in range(1, 256) if n != old])
        new: Any = bytes(raw)
        if not isinstance(value, bytes):
            # As text where it is text, else as the number or the bytes that it then is.
            new = new.decode("utf-8", "surrogateescape")
            if isinstance(value, int | float):
                with contextlib.suppress(ValueError):
                    new = type(value)(new)
            if column == key and not isinstance(new, int):
                return None  # the key itself is an integer, whatever is written
            if isinstance(new, str) and any(0xDC80 <= ord(c) <= 0xDCFF for c in new):
                statement = f"UPDATE {table} SET {column} = CAST(:new AS TEXT) WHERE {key} = :key"
                self.execute(statement, new=bytes(raw), key=row[key])
                return self._undoing(table, column, key, row, f"{table}.{column} byte {at}", row[key])
        if new == value:
            return None
        where = new if column == key else row[key]
        # What the database itself refuses changes nothing, as a byte that makes a key another row's.
        statement = f"UPDATE OR IGNORE {table} SET {column} = :new WHERE {key} = :key"
        changed = self.execute(statement, new=new, key=row[key])
        said = f"{table}.{column} byte {at}"
        return self._undoing(table, column, key, row, said, where) if changed else None

    def _undoing(
        self, table: str, column: str, key: str, row: dict[str, Any], said: str, where: Any
    ) -> tuple[str, Callable[[], None]]:
        statement = f"UPDATE {table} SET {column} = :old WHERE {key} = :key"

        def undo() -> None:
            self.execute(statement, old=row[column], key=where)

        return said, undo

    def change_a_file(self) -> tuple[str, Callable[[], None]]:
        """One byte of an original."""
        path = self._chance.choice(self.files())
        content = bytearray(path.read_bytes())
        at = self._chance.randrange(len(content))
        before = bytes(content)
        content[at] ^= 1 << self._chance.randrange(8)
        path.write_bytes(content)
        return f"{path.name} byte {at}", lambda: path.write_bytes(before) and None

    def swap_files(self) -> tuple[str, Callable[[], None]]:
        """Two originals for each other."""
        one, other = self._chance.sample(self.files(), 2)
        first, second = one.read_bytes(), other.read_bytes()

        def swap(a: bytes, b: bytes) -> None:
            one.write_bytes(a)
            other.write_bytes(b)

        swap(second, first)
        return f"{one.name} and {other.name} swapped", lambda: swap(first, second)

    def remove_a_file(self) -> tuple[str, Callable[[], None]]:
        path = self._chance.choice(self.files())
        content = path.read_bytes()
        path.unlink()
        return f"{path.name} removed", lambda: path.write_bytes(content) and None

    def delete_a_row(self) -> tuple[str, Callable[[], None]]:
        """A run, or an entry of the audit; uploads are held by their runs."""
        table = self._chance.choice(
            [
                "production_reconciliation_matches",
                "production_audit",
                "production_tenant_documents",
                "production_reconciliation_uploads",
            ]
        )
        row = self._chance.choice(self.rows(table))
        key = TABLES[table]
        self.execute(f"DELETE FROM {table} WHERE {key} = :key", key=row[key])
        return f"{table} {row[key]} deleted", lambda: self._insert(table, row)

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        names = [name for name in row if name != "rowid"]
        columns = ", ".join(names)
        places = ", ".join(f":{name}" for name in names)
        self.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", **row)

    def swap_two_values(self) -> tuple[str, Callable[[], None]] | None:
        """The same column of two rows for each other: two rows in another order, but for their keys."""
        table = self._chance.choice(list(TABLES)[:4])
        rows = self.rows(table)
        if len(rows) < 2:
            return None
        one, other = self._chance.sample(rows, 2)
        unique = {
            "rowid",
            "id",
            "sequence",
            "name",
            "kind",
            "upload_id",
            "reconciliation_id",
            "file_hash",
            "tenant",
        }
        columns = [c for c in one if one[c] != other[c] and c not in unique and c != "heartbeat_at"]
        columns = [c for c in columns if None not in (one[c], other[c])]
        if not columns:
            return None
        key = TABLES[table]

        def put(a: dict[str, Any], b: dict[str, Any]) -> None:
            for to, source in ((one, a), (other, b)):
                values = {f"v{n}": source[column] for n, column in enumerate(columns)}
                said = ", ".join(f"{column} = :v{n}" for n, column in enumerate(columns))
                self.execute(f"UPDATE {table} SET {said} WHERE {key} = :key", key=to[key], **values)

        put(other, one)
        return f"{table} {one[key]} and {other[key]} swapped", lambda: put(one, other)

    def cut_off(self) -> tuple[str, Callable[[], None]]:
        """The last entries, with everything else as if they had never been: only a tip can tell."""
        rows = sorted(self.rows("production_audit"), key=lambda row: row["sequence"])
        gone = rows[-self._chance.randrange(1, 4) :]
        first = gone[0]["sequence"]
        self.execute("DELETE FROM production_audit WHERE sequence >= :first", first=first)
        self.execute("UPDATE production_numbers SET last = :last WHERE name = 'audit'", last=first - 1)

        def undo() -> None:
            for row in gone:
                self._insert("production_audit", row)
            self.execute("UPDATE production_numbers SET last = :last WHERE name = 'audit'", last=len(rows))

        return f"entries from {first} cut off", undo

    def files(self) -> list[Path]:
        return sorted(path for path in self._folder.rglob("*") if path.is_file())

    def ways(self) -> list[Callable[[], tuple[str, Callable[[], None]] | None]]:
        """A single byte most of the time, as often as everything else together."""
        others = [
            self.change_a_file, self.swap_files, self.remove_a_file, self.delete_a_row,
            self.swap_two_values, self.cut_off,
        ]  # fmt: skip
        return [*others, *[self.change_a_byte] * len(others)]
