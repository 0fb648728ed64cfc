"""The streams, a folder each: its events, flow, commands, decisions, register and words.

The folders are found, not listed: a new one is part of the language as soon as it is there.
"""
