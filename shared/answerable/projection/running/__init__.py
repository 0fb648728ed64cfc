"""Who fills what: the runtime, instances, their leases, and the sites they share."""
