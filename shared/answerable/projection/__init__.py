"""The runtime every consumer runs on: events in, rows and position out, in one transaction."""
