"""Site: a service centre and its daily life."""
