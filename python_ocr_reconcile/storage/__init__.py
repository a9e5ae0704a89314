"""Uploads and runs, one row each, on SQLite or PostgreSQL: `store.Store` is the way in."""
