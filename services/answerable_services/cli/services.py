"""Which services an installation has."""

from __future__ import annotations

SERVICES = ("intake", "desk", "scoring", "callbacks", "audit", "console", "accounts")
"""What `answerable up` runs."""
