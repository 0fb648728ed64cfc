"""Leave: asked for beforehand, or told within the hour; approved by a superior; come back from (001-2.8)."""
