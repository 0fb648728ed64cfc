"""The parts that all pages share, put together once."""

from __future__ import annotations

from answerable.clock import Clock, SystemClock
from answerable.messaging.denials import Denials
from answerable.settings import Settings
from answerable_services.console.asking import OwnBus
from answerable_services.console.attaching import Files, address_of
from answerable_services.console.live import Notices
from answerable_services.console.looks import Looks
from answerable_services.console.names import Names
from answerable_services.console.pacing import Pace
from answerable_services.console.sessions import Sessions
from answerable_services.console.views.zones import Zones


class Console:
    """The parts that all pages share.

    Arguments:
        bus: asks the accounts as the console, and everything else as whoever is signed in; what customers
            answer by a link, it gives as the console, too.
        notices: what wakes live numbers.
        clock: tells the time that the records are of.
        settings: how this process is set up.
        machine: the clock that sessions go by, which is the machine's also where records are of another year.
    """

    def __init__(
        self, bus: OwnBus, notices: Notices, clock: Clock, settings: Settings, machine: Clock | None = None
    ) -> None:
        self.bus = bus
        self.notices = notices
        self.clock = clock
        self.settings = settings
        self.machine = machine or SystemClock()
        self.sessions = Sessions(bus, self.machine, wait_s=settings.page_wait_s)
        self.looks = Looks(notices)
        self.zones = Zones()
        self.names = Names(bus)
        self.pace = Pace()
        self.denials = Denials("console")
        self.files = Files(address_of(settings))
