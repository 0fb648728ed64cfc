"""Site: a service centre."""
