"""``python -m daybook``: runs the service until it is stopped."""

from __future__ import annotations

import sys

from answerable import loop
from answerable.errors import AnswerableError
from answerable.settings import Settings
from answerable.telemetry.logs import set_up_logging

from daybook.main import run


def main() -> int:
    """Run the service, and give the exit status."""
    settings = Settings()
    set_up_logging(settings, "daybook")
    try:
        loop.run(run(settings))
    except AnswerableError as error:
        sys.stderr.write(f"{error.message}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
