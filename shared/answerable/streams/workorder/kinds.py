"""What the fields of a work order can say: closed sets, and the numbers of papers."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import StringConstraints

PaperNumber = Annotated[str, StringConstraints(pattern=r"^[A-Z]{1,8}[0-9-]{1,24}$", strip_whitespace=True)]
"""What is printed on a paper: letters for its kind, then digits, for example ``XQ-20160301-7``."""


class OrderKind(StrEnum):
    """What an order is for."""

    INSTALL = "install"
    REPAIR = "repair"


class OrderPaper(StrEnum):
    """The papers that an installation is ordered on, beside its request (000-5.4.1)."""

    VEHICLES = "vehicles"
    DRIVERS = "drivers"


class Lack(StrEnum):
    """What an order may lack: a paper that has not come, or a fact in the customer's file."""

    VEHICLES = "vehicles_no"
    DRIVERS = "drivers_no"
    NAME = "is_name_on_file"
    ADDRESS = "is_address_on_file"
    CONTACT = "is_contact_on_file"


class OralMatter(StrEnum):
    """What may be allowed by word of mouth (000-5.7.3a)."""

    ORDER = "order"
    PARTS = "parts"


class Consent(StrEnum):
    """How a customer agreed that an outside vendor gets their data."""

    WRITTEN = "written"
    RECORDED_CALL = "recorded_call"


class OralStanding(StrEnum):
    """What became of an approval by word of mouth."""

    SAID = "said"
    CONFIRMED = "confirmed"
    DENIED = "denied"
    MADE_UP = "made_up"


class WorkKind(StrEnum):
    """What is written down while somebody works on an order."""

    TERMINAL = "terminal"
    SIM = "sim"
    PART = "part"
    DAMAGE = "damage"
    ORAL_PARTS = "oral_parts"
    DELETION = "deletion"


InstallEmptiable = Literal["vehicles_no", "drivers_no"]
"""What an installation's order need not say, and a correction may empty."""

RepairEmptiable = Literal["terminal"]
"""What a repair's order need not say, and a correction may empty."""
