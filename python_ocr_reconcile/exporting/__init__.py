"""What auditors and bookkeepers take away: an export that proves itself, and the way back from it."""
