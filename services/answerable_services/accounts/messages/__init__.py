"""Messages: what people are reminded of, sent to them by mail and to another system by a signed request."""
