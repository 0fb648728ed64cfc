"""The `answerable` command: composes the services and speaks to them."""
