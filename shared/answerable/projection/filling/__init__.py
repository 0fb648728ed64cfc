"""Events into a generation: batches, rebuilds, parked events and their retries."""
