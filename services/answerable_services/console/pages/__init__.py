"""The pages, one router an area."""
