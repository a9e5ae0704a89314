"""The schema's history, one file a revision under ``versions``, and the revision that this code needs."""

HEAD = "0007"
"""Newest revision: opening a database that is already there need not load Alembic (0.2 s)."""
