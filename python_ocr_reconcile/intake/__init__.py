"""From a stream of bytes to a kept, identified file: receive (durable, bounded), identify (by content)."""
