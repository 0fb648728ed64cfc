"""Filled form: a declared form that is begun, filled in, signed by each in turn, and issued (003-C3)."""
