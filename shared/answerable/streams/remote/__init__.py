"""Remote help: asked for, consented to or refused by the customer, begun and ended."""
