"""The first page: what waits for whoever looks, worked out from their roles and what they may see."""
