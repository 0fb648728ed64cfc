"""Found key: whoever finds one hands it to security, which records it (002-r13-7.2)."""
