"""The two straight lines, and what keeps them going: background work and health."""
