"""A consumer service: projections that follow the ledger, and queries answered from their views."""

from answerable.service.reaching import connection_of, credential_of, keys_of
from answerable.service.running import Handler, Service

__all__ = ["Handler", "Service", "connection_of", "credential_of", "keys_of"]
