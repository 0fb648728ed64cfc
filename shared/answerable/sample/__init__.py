"""The sample centre: real incidents, and around them what such a centre would have, from a fixed seed."""
