"""Writing to the stream and reading it: each event once or not at all, in order, without gaps."""
