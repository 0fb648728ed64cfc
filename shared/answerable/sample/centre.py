"""The centres of the sample: their places, their people by id, and how many of everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final
from zoneinfo import ZoneInfo

from answerable.calendar.countries import country_of
from answerable.calendar.holidays import Holidays, holidays_of
from answerable.calendar.months import Month
from answerable.streams.staff.events import Role

ZONE: Final = ZoneInfo("Asia/Shanghai")

CLOCK_START: Final = datetime(2016, 3, 31, 18, tzinfo=ZONE)
"""The moment at which the sample centre's clock starts."""

MONTH: Final = Month(2016, 3)
"""The month of the sample."""

RULEBOOK: Final = "call-centre-80"
"""The regulation that the sample's sites are bound to."""

SEED: Final = 20160301
"""The seed of the sample."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff, by id.

    Arguments:
        id: theirs.
        role: what they are employed as.
        team: their group.
        hired_on: the first day.
        left_on: the last day, for those who leave.
    """

    id: str
    role: Role
    team: str
    hired_on: date
    left_on: date | None = None

    def is_employed_on(self, day: date) -> bool:
        """Tell whether they belong to the site on a day."""
        return self.hired_on <= day and (self.left_on is None or day <= self.left_on)


@dataclass(frozen=True, slots=True)
class Volume:
    """How much happens at a site.

    Arguments:
        agents: agents employed.
        contacts: contacts on a working day.
        records: confidential records that come into being on a working day.
        deliveries_percent: hundredths of a delivery on a working day.
        complaints_percent: hundredths of a complaint on a working day.
        faults_percent: hundredths of a major fault on a working day.
        entries_percent: hundredths of a violation or bonus on a working day.
    """

    agents: int = 8
    contacts: int = 4
    records: int = 2
    deliveries_percent: int = 3
    complaints_percent: int = 15
    faults_percent: int = 8
    entries_percent: int = 30


@dataclass(frozen=True, slots=True)
class Centre:
    """A site with its people.

    Arguments:
        site: its id.
        name_zh: its name in Chinese.
        name_en: its name in English.
        begins_on: the first day of what is generated for it.
        volume: how much happens.
        seed: what all its chances follow from.
    """

    site: str
    name_zh: str
    name_en: str
    begins_on: date
    volume: Volume
    seed: int

    def people(self) -> Iterator[Person]:
        """Give everybody employed here, the superiors first."""
        for word, role, team in _SUPERIORS:
            yield Person(f"staff-{self.site}-{word}", role, team, self.begins_on - timedelta(days=1500))
        for number in range(1, self.volume.agents + 1):
            yield self.agent(number)

    def officers(self) -> Iterator[Person]:
        """Give those whom the sample has beside: they answer for data and machines, and are on no roster."""
        for word, role, team in _OFFICERS:
            yield Person(f"staff-{self.site}-{word}", role, team, self.begins_on - timedelta(days=1500))

    def agent(self, number: int) -> Person:
        """Give an agent, from 1; the last two are new, and the one before them leaves."""
        last = self.volume.agents
        hired_on = self.begins_on - timedelta(days=_SENIORITY_DAYS[number % len(_SENIORITY_DAYS)])
        left_on = None
        if last > _FEW and number == last:
            hired_on = self.begins_on
        elif last > _FEW and number == last - 1:
            hired_on = self.begins_on - timedelta(days=15)
        elif last > _FEW and number == last - 2:
            left_on = self.begins_on + timedelta(days=20)
        return Person(
            f"staff-{self.site}-agent-{number}", Role.AGENT, f"{self.name_zh}热线组", hired_on, left_on
        )

    def agents_on(self, day: date, first: int = 1) -> list[Person]:
        """Give the agents employed on a day, from one of them on."""
        agents = (self.agent(number) for number in range(first, self.volume.agents + 1))
        return [agent for agent in agents if agent.is_employed_on(day)]

    def shift_of(self, agent: int, day: date) -> int:
        """Tell an agent's shift on a day: 0 from eight to four, 1 from four to midnight."""
        return (agent + day.isocalendar().week) % 2

    def on_shift(self, shift: int, day: date) -> list[str]:
        """Give the agents on a shift."""
        return [
            agent.id
            for number, agent in enumerate(
                (self.agent(number) for number in range(1, self.volume.agents + 1)), start=1
            )
            if agent.is_employed_on(day) and self.shift_of(number, day) == shift
        ]

    def staff(self, word: str) -> str:
        """Give the id of a superior, or of an agent as ``agent-3``."""
        return f"staff-{self.site}-{word}"

    def customer(self, number: int) -> str:
        """Give a customer's id."""
        return f"customer-{self.site}-{number}"


_FEW: Final = 4
_SENIORITY_DAYS: Final = (1200, 900, 700, 500, 400, 300, 200)
EMERGENCIES_OF: Final = (341, 362, 370)
"""Whose the emergencies of a site are, by the number of the customer."""

_SUPERIORS: Final = (
    ("general-manager", Role.GENERAL_MANAGER, "管理部"),
    ("manager", Role.MANAGER, "管理部"),
    ("supervisor", Role.SUPERVISOR, "客服部"),
    ("lead-1", Role.LEAD, "客服部"),
    ("lead-2", Role.LEAD, "客服部"),
    ("trainer", Role.TRAINER, "培训组"),
    ("auditor", Role.AUDITOR, "审计组"),
    ("salesperson", Role.SALESPERSON, "业务部"),
    ("technician", Role.TECHNICIAN, "技术部"),
    ("guard", Role.GUARD, "保安部"),
)
_OFFICERS: Final = (
    ("data-protection-officer", Role.DATA_PROTECTION_OFFICER, "管理部"),
    ("operations", Role.OPERATIONS, "运维组"),
    ("finance", Role.FINANCE, "财务部"),
)
_PLACES: Final = (
    ("xm01", "厦门服务中心", "Xiamen service centre"),
    ("gz02", "广州服务中心", "Guangzhou service centre"),
    ("cd03", "成都服务中心", "Chengdu service centre"),
)


def sample_centres() -> tuple[Centre, ...]:
    """Give the three invented centres of the sample."""
    return tuple(Centre(site, zh, en, MONTH.first_day, Volume(), SEED) for site, zh, en in _PLACES)


def simulated_centre(number: int, begins_on: date, volume: Volume, seed: int) -> Centre:
    """Give a centre of a simulation; another seed, first day or volume gives another site.

    Arguments:
        number: which, from 1.
        begins_on: the first day.
        volume: how much happens at it.
        seed: what all its chances follow from.
    """
    mark = sha256(f"{seed}:{begins_on}:{volume}".encode()).hexdigest()[:6]
    site, zh, en = f"sim{mark}-{number:02}", f"模拟中心{number}", f"Simulated centre {number}"
    return Centre(site, zh, en, begins_on, volume, seed)


def holidays() -> Holidays:
    """Give the days off of the country that the sample's sites are in, which their working days follow."""
    return holidays_of(country_of(None, ZONE.key))
