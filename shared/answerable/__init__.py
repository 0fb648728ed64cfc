"""Answerable: an event-sourced record for service centres that have to answer for what they did."""

from importlib.metadata import version

__version__ = version("answerable")
