"""Runs the command line as ``python -m answerable_services.cli``."""

from answerable_services.cli.main import main

main()
