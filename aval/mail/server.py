"""The inbound SMTP server: refuses what no contract expects, and takes nothing that it has not kept."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from aiosmtpd.smtp import SMTP, Session
from aiosmtpd.smtp import Envelope as SmtpEnvelope
from django.conf import settings
from django.db import connection

from aval.channels.mail.answers import Ask
from aval.conversation import queries as gates
from aval.files.actions import FileIsTooLarge
from aval.imports import arrivals
from aval.imports.addresses import contract_of
from aval.imports.refusals import GateIsClosed, TooManyWaiting
from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.mail.envelope import Envelope
from aval.mail.judging import TryAgain, judge

logger = logging.getLogger("aval.mail")
T = TypeVar("T")

WORKERS = 4
RECIPIENTS_MAX = 10
NO_SUCH = "550 5.1.1 No such address, or not yet open"
KEPT = "250 2.0.0 Kept"
LATER = "451 4.3.0 Try again later"
DNS_LATER = "451 4.7.24 DNS did not answer; try again later"
TOO_MANY_WAIT = "452 4.2.2 Too many messages wait to be claimed"
TOO_LARGE = "552 5.3.4 Too large"
TOO_MANY_RECIPIENTS = "452 4.5.3 Too many recipients"


@dataclass(frozen=True)
class Intake:
    """What aiosmtpd asks while a mail comes in. The work is done in threads: it waits for DNS and the database.

    :ivar ask: how DNS is asked
    """

    ask: Ask
    pool: ThreadPoolExecutor

    async def handle_RCPT(  # noqa: N802 (the library's name)
        self, _server: SMTP, _session: Session, envelope: SmtpEnvelope, address: str, _options: list[str]
    ) -> str:
        """Take an address if it is an open contract's."""
        if len(envelope.rcpt_tos) >= RECIPIENTS_MAX:
            return TOO_MANY_RECIPIENTS
        contract_id = contract_of(address)
        if contract_id is None or not await self._run(lambda: gates.gate(contract_id).is_open, otherwise=None):
            return NO_SUCH
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: SmtpEnvelope) -> str:  # noqa: N802 (as above)
        """Keep the mail in each contract's record, or tell the sender to come again."""
        raw = envelope.content
        assert isinstance(raw, bytes), "decode_data is off"
        sent = Envelope(
            ip=str(session.peer[0]) if session.peer else "",
            helo=session.host_name or "",
            mail_from=envelope.mail_from or "",
        )
        contracts = {id_: None for address in envelope.rcpt_tos if (id_ := contract_of(address))}
        return await self._run(lambda: self._keep(list(contracts), raw, sent), otherwise=LATER)

    def _keep(self, contracts: list[UUID], raw: bytes, sent: Envelope) -> str:
        at = now()
        try:
            arrived = judge(raw, sent, ask=self.ask, at=at)
            for contract_id in contracts:
                arrivals.receive(Act.by_site(at, via="mail"), contract_id=contract_id, arrived=arrived)
        except TryAgain:
            return DNS_LATER
        except TooManyWaiting:
            return TOO_MANY_WAIT
        except FileIsTooLarge:
            return TOO_LARGE
        except GateIsClosed:
            return NO_SUCH
        return KEPT

    async def _run(self, work: Callable[[], T], *, otherwise: T) -> T:
        """Run in a thread with a connection of its own; whatever fails there, the sender keeps the mail."""

        def guarded() -> T:
            try:
                return work()
            finally:
                connection.close()  # mails are few, and a pool's threads have no end of request to close it at

        try:
            return await asyncio.get_running_loop().run_in_executor(self.pool, guarded)
        except Exception:
            logger.exception("a mail could not be taken in; its sender will try again")
            return otherwise


async def serve(host: str, port: int, ask: Ask, *, ready: Callable[[int], None] = lambda _port: None) -> None:
    """Receive until the task is cancelled.

    :param port: 0 lets the system choose; ``ready`` is told which it is
    """
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="mail") as pool:
        intake = Intake(ask, pool)

        def session() -> Any:
            return SMTP(
                intake,
                data_size_limit=settings.INBOUND_BYTES_MAX,
                enable_SMTPUTF8=True,
                hostname=settings.INBOUND_DOMAIN,
                ident="Aval",
                timeout=120,
                command_call_limit={"RCPT": 50, "*": 100},
                loop=loop,
            )

        server = await loop.create_server(session, host, port)
        async with server:
            ready(server.sockets[0].getsockname()[1])
            await server.serve_forever()
