"""A process that reads one mailbox into one database until it is killed or nothing is left: what crash tests start."""

import multiprocessing
import time
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess

from bls_tui.mail.imap.rounds import Memory, Round
from bls_tui.mail.imap.session import Session
from bls_tui.service.mail.ingest import Ingest
from bls_tui.service.mail.ledger import FolderLedger
from db.queries import lease
from db.session import Database
from tests.support import mail_corpus
from tests.support.mailbox import plain_account

_servers = multiprocessing.get_context("forkserver")
_servers.set_forkserver_preload([__name__])


def start(database: str, port: int, user: str, filed_at: float | None = None) -> BaseProcess:
    """Start the process and return it when it begins to read.

    It files the mails as a desk does at one instant, or leaves them in triage.
    """
    ours, theirs = _servers.Pipe(duplex=False)
    process = _servers.Process(target=_read, args=(database, port, user, filed_at, theirs))
    process.start()
    theirs.close()
    ours.recv()
    return process


def _read(url: str, port: int, user: str, filed_at: float | None, begin: Connection) -> None:
    database = Database(url)
    with database.read() as r:
        epoch = lease.get(r).epoch
    account = plain_account(port, user)
    if filed_at is None:
        ingest = Ingest(database, clock=time.time)
    else:
        ingest = Ingest(database, mail_corpus.filing(filed_at), clock=lambda: filed_at)
    ledger = FolderLedger(ingest, account.name, "INBOX", account.role, epoch=epoch, clock=time.time)
    session = Session(account)
    session.open()
    memory = Memory()
    begin.send(True)
    while Round(session, "INBOX", ledger, memory, clock=time.time).run().more:
        pass
    session.close()
