"""API tokens: who may do what with whose rows. Of a token only a keyed hash is stored.

A token holds 256 random bits, which nobody guesses however fast the hash is; a slow one, made for passwords,
would only make every request slow. The key of the hash comes from that of the audit, so that a copy of the
database says nothing of any token and a row that is written into it opens nothing.
"""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import bindparam, insert, select, update

from python_ocr_reconcile.errors import NotFoundError, UnauthenticatedError
from python_ocr_reconcile.storage.audit import Audit
from python_ocr_reconcile.storage.engine import Database, moment
from python_ocr_reconcile.storage.prepared import Prepared
from python_ocr_reconcile.storage.tables import tokens

KIND = "token"
_ID_BYTES, _SECRET_BYTES = 6, 32
_TOKEN = re.compile(r"ocr_([0-9a-f]{12})_([A-Za-z0-9_-]{43})", re.ASCII)
_FIND = Prepared(select(tokens).where(tokens.c.token_id == bindparam("id")))
_ANY = Prepared(select(tokens.c.token_id).limit(1))


class TokenRow(msgspec.Struct, frozen=True, kw_only=True):
    """One token, without what is secret."""

    token_id: str
    tenant: str
    user_name: str
    scopes: list[str]
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None


class TokenStore:
    """Tokens of every tenant."""

    database: Database
    audit: Audit
    actor: str

    def create_token(
        self, *, tenant: str, user_name: str, scopes: list[str], valid_for: timedelta | None
    ) -> tuple[str, TokenRow]:
        """A new token, which is told this once, and its row; `valid_for` ``None``: until it is revoked."""
        token_id, secret = secrets.token_hex(_ID_BYTES), secrets.token_urlsafe(_SECRET_BYTES)
        token = f"ocr_{token_id}_{secret}"
        with self.database.write() as connection:
            at = moment(connection)
            values = {
                "token_id": token_id,
                "tenant": tenant,
                "user_name": user_name,
                "scopes": " ".join(scopes),
                "token_hash": self._hash(token),
                "created_at": at,
                "expires_at": None if valid_for is None else at + valid_for,
                "revoked_at": None,
            }
            row = connection.execute(insert(tokens).values(**values).returning(tokens)).mappings().one()
            self.audit.record_named(connection, "token_created", KIND, token_id, row, at=at, actor=self.actor)
        return token, _row(row)

    def revoke_token(self, token_id: str) -> TokenRow:
        """It opens nothing from now on. Raises `NotFoundError`."""
        with self.database.write() as connection:
            at = moment(connection)
            revoked = (
                update(tokens)
                .where(tokens.c.token_id == token_id, tokens.c.revoked_at.is_(None))
                .values(revoked_at=at)
                .returning(tokens)
            )
            row = connection.execute(revoked).mappings().first()
            if row is None:
                raise NotFoundError(f"there is no valid token {token_id}", kind=KIND)
            self.audit.record_named(connection, "token_revoked", KIND, token_id, row, at=at, actor=self.actor)
        return _row(row)

    def list_tokens(self) -> list[TokenRow]:
        """Every token there ever was, the newest first."""
        with self.database.read() as connection:
            found = connection.execute(select(tokens).order_by(tokens.c.created_at.desc())).mappings().all()
        return [_row(row) for row in found]

    def has_tokens(self) -> bool:
        """Whether any token was ever made, valid or not: from then on nothing is open."""
        with self.database.look() as look:
            return look.first(_ANY) is not None

    def open_token(self, token: str) -> TokenRow:
        """The row of `token`. Raises `UnauthenticatedError` where it is none, has expired or was revoked."""
        found = _TOKEN.fullmatch(token)
        with self.database.look() as look:
            row = look.first(_FIND, {"id": found[1] if found else ""})
            at = look.moment()
        # Compared also where there is none: how long it takes says nothing of which tokens there are.
        stored = self._hash("") if row is None else row["token_hash"]
        if not hmac.compare_digest(stored, self._hash(token)) or row is None:
            raise UnauthenticatedError("This token is not known here.")
        if row["revoked_at"] is not None:
            raise UnauthenticatedError("This token was revoked.")
        if row["expires_at"] is not None and row["expires_at"] <= at:
            raise UnauthenticatedError("This token has expired.")
        return _row(row)

    def _hash(self, token: str) -> str:
        return self.audit.key.seal(b"api token\0" + token.encode())


def _row(row: Any) -> TokenRow:
    public = {name: row[name] for name in TokenRow.__struct_fields__}
    return TokenRow(**{**public, "scopes": row["scopes"].split()})
