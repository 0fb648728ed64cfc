"""Messages: mail and signed requests, sent to real servers."""
