"""What the process has loaded that tests fork services and commands from; nothing else imports this."""

from __future__ import annotations

import gc
import importlib
import os

from answerable_services.cli.main import PLACES
from answerable_services.cli.services import SERVICES

# How wide a console is, and whether it has colours, is found out as its module is loaded. Commands of tests
# write to files, and `environment` tells each of them the same width.
os.environ.update(COLUMNS="300", TERM="dumb")

for _module in (
    *{place.module: None for place in PLACES.values()},
    *(f"answerable_services.{name}.main" for name in SERVICES),
    "answerable.importing.sender",
    "answerable.sample.generator",
):
    importlib.import_module(_module)

# Whatever forks from here shares this memory for as long as nobody looks at it.
gc.collect()
gc.freeze()
