"""Account: what happened to somebody's credentials, and what was tried and denied; each fact by itself."""
