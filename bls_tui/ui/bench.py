"""What every screen works with: the live picture, the clock, the zone, the keys, and the acts of this session."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Concatenate, ParamSpec, TypeVar

from bls_tui.service.mail.office import Office
from bls_tui.service.monitoring.undo import Undo
from bls_tui.service.monitoring.views_data import Viewer
from bls_tui.ui.drafts import Drafts, Held
from bls_tui.ui.keys import Keys
from bls_tui.ui.live import LiveStore
from bls_tui.ui.live_desk import DeskStore
from bls_tui.ui.live_mail import MailStore
from bls_tui.ui.live_processes import ProcessStore
from checks.engine.worker import Worker
from db.session import Database

P = ParamSpec("P")
T = TypeVar("T")


@dataclass
class Bench:
    """The workbench behind the screens.

    `clock` gives epoch seconds. `viewer` says which lease holder this process is. `tests` are the checks asked for, by
    object id, with the time they were asked. `last_act` is what `u` takes back. `desk` is the picture of the calls.
    `bell`: whether an alert rings; `shell` is the command that opens one on a machine, `opener`
    the one that opens a file. `mail` is the picture of the mail, `office` how this house writes it, `drafts` what is
    being written, `held` the mail sent last while it can be called back.
    """

    database: Database
    live: LiveStore
    clock: Callable[[], float]
    zone: tzinfo
    user: str
    viewer: Callable[[], Viewer]
    keys: Keys
    tests: dict[int, float] = field(default_factory=dict)
    last_act: Undo | None = None
    bell: bool = True
    shell: str = ""
    opener: str = ""
    office: Office = field(default_factory=Office)
    drafts: Drafts = field(default_factory=Drafts)
    held: Held | None = None
    desk: DeskStore = field(init=False)
    processes: ProcessStore = field(init=False)
    mail: MailStore = field(init=False)
    _worker: Worker = field(default_factory=lambda: Worker("acts"))

    def __post_init__(self) -> None:
        self.desk = DeskStore(self.database, self.clock, self.user, self.viewer)
        self.processes = ProcessStore(self.database, self.clock, self.user, self.viewer)
        self.mail = MailStore(self.database, self.clock, self.user, self.viewer)

    async def look(self) -> None:
        """Look at the database at once: an act has changed something."""
        await self.live.look()
        await self.desk.look(at_once=True)
        await self.processes.look(at_once=True)
        await self.mail.look(at_once=True)

    async def call(self, function: Callable[Concatenate[Database, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """Run a function that talks to the database in the worker thread. Raises what it raises."""
        return await self._worker.call(lambda: function(self.database, *arguments, **named))

    def polls_here(self) -> bool:
        """Tell whether this very process polls."""
        poller = self.live.poller(self.clock())
        return poller is not None and poller.this_process

    def asked(self, object_ids: Collection[int], at: float) -> None:
        """Remember that these objects are being tested."""
        self.tests.update(dict.fromkeys(object_ids, at))

    def close(self) -> None:
        """End the worker threads."""
        self._worker.close()
        self.live.close()
        self.desk.close()
        self.processes.close()
        self.mail.close()
