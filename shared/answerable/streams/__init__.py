"""The streams, a folder each: its events, flow, commands, decisions and register."""
