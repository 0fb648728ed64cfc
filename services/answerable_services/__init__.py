"""The services that run a service centre: each writes or reads the ledger, and none imports another."""
