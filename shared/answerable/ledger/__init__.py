"""The event store: one immutable JetStream stream, written with optimistic concurrency and followed."""
