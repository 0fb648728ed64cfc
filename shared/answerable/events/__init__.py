"""The published language: what happened, as immutable facts, one module a stream."""
