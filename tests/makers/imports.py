"""Exports of outside conversations, imports of them, and minutes."""

import io
from datetime import datetime, timedelta
from pathlib import Path

from aval.accounts.models import Account
from aval.conversation.models import Thread
from aval.imports import actions as imports
from aval.imports import arrivals, bridging
from aval.imports import minutes as calls
from aval.imports.arrivals import Arrived
from aval.imports.bridges.interface import Heard
from aval.imports.models import Arrival, Bridge, BridgeCode, Import, Minutes
from aval.kernel.ids import new_id
from tests.makers.conversation import thread
from tests.makers.people import NOON, act, site_act

__all__ = ["EXPORT", "PEOPLE", "SAMPLES", "arrived", "bridge", "imported", "minutes", "preview"]

SAMPLES = Path(__file__).resolve().parents[2] / "aval" / "channels" / "tests" / "data" / "whatsapp"
"""Exports that others published; their origin and licences stand in the README beside them."""

EXPORT = """\
[25/02/2026, 10:00:05] Clara: Good morning, did you see the drawings?
[25/02/2026, 10:02:11] Pedro: Yes, they are fine
[25/02/2026, 10:03:40] Pedro: I can start on Monday
[25/02/2026, 10:04:02] Clara: ok
[26/02/2026, 09:00:00] Clara: Then 450 for the first part, as agreed
"""
LETTERS = str.maketrans("0123456789", "ghjkmnpqrs")
"""Codes hold no letters that look like digits."""
PEOPLE = {"Clara": "client", "Pedro": "professional"}


def preview(
    into: Thread | None = None, text: str | bytes = EXPORT, *, by: Account | None = None, name: str = "_chat.txt"
) -> Import:
    """Return an export that a party (the client, unless told otherwise) is looking at."""
    into = into or thread(gate_open=True)
    body = text.encode() if isinstance(text, str) else text
    return imports.preview_import(
        act(by or into.client), contract_id=into.contract_id, stream=io.BytesIO(body), name=name
    )


def imported(
    into: Thread | None = None,
    text: str | bytes = EXPORT,
    *,
    by: Account | None = None,
    zone: str = "America/Bogota",
    after: timedelta = timedelta(),
    **choice: object,
) -> Import:
    """Return a confirmed import."""
    into = into or thread(gate_open=True)
    by = by or into.client
    held = preview(into, text, by=by)
    imports.read_differently(act(by, after=after), import_id=held.id, zone=zone, day_first=None)
    choice = {"people": PEOPLE, **choice}
    return imports.confirm_import(act(by, after=after), import_id=held.id, **choice)


def minutes(
    of: Thread | None = None,
    *,
    by: Account | None = None,
    text: str = "We agreed on blue tiles.",
    began_at: datetime | None = None,
    at: datetime = NOON,
) -> Minutes:
    """Return the minutes of a call; the client's, unless told otherwise."""
    of = of or thread(gate_open=True)
    return calls.write_minutes(
        act(by or of.client, at=at),
        contract_id=of.contract_id,
        medium="phone",
        began_at=began_at or NOON - timedelta(hours=2),
        length_minutes=20,
        people="Clara and Pedro",
        text=text,
    )


def arrived(
    into: Thread | None = None,
    text: str = "Hello",
    *,
    sender: str = "somebody@elsewhere.example",
    proof: str = "none",
    source: str = "email",
    **more: object,
) -> Arrival:
    """Return what arrived for a contract: a mail that nothing proves, unless told otherwise."""
    into = into or thread(gate_open=True)
    raw = f"From: {sender}\r\nSubject: Hi\r\nMessage-ID: <{new_id()}@elsewhere.example>\r\n\r\n{text}\r\n".encode()
    message = Arrived(
        source=source, provider_id=str(new_id()), sender=sender, raw=raw, proof=proof, at=NOON, text=text, **more
    )
    return arrivals.receive(site_act(), contract_id=into.contract_id, arrived=message)


def bridge(into: Thread | None = None, *, by: Account | None = None, chat: str = "") -> Bridge:
    """Return a group of Telegram that a party (the client, unless told otherwise) has linked by their code."""
    into = into or thread(gate_open=True)
    by = by or into.client
    code = BridgeCode.objects.create(
        contract_id=into.contract_id, account=by, code="aval-" + new_id().hex[-10:].translate(LETTERS), made_at=NOON
    )
    said = Heard("telegram", chat or str(new_id().int % 10**12), str(new_id()), f"user-{by.id}", NOON, code.code)
    made = bridging.link_by_code(site_act(), heard=said)
    assert made is not None
    return made
