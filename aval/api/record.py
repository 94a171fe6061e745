"""Receipts, heads and dossiers: what a party keeps so as not to have to trust the site."""

import base64
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router, Schema

from aval.api.requests import account_id_of
from aval.conversation import access
from aval.record import keys, queries, standing

router = Router(tags=["record"])


class EventOut(Schema):
    """One event of a contract's record; ``not_before`` and ``not_after`` are others' clocks, not the site's.

    ``passkey`` is the short name of the passkey that signed it and ``statement`` the words that it signed; both are
    null where none did.
    """

    seq: int
    kind: str
    at: str
    role: str
    via: str
    leaf: str
    sentence: str
    not_before: str | None
    not_after: str | None
    passkey: str | None
    statement: str | None


@router.get("/contracts/{uuid:contract_id}/record", response=list[EventOut])
def list_events(request: HttpRequest, contract_id: UUID, after: int = -1, limit: int = 200) -> list[EventOut]:
    """List the events of a contract's record, oldest first, after a given number."""
    access.thread_for(contract_id, account_id_of(request))
    found = queries.events(contract_id, after=after)[: max(1, min(limit, 1000))]
    windows = standing.windows(contract_id, first=found[0].seq, last=found[-1].seq) if found else {}
    bound = queries.keys_of(contract_id)
    return [
        EventOut(
            seq=one.seq,
            kind=one.kind,
            at=one.at.isoformat(),
            role=one.role,
            via=one.via,
            leaf=one.leaf.hex(),
            sentence=one.event.sentence(),
            not_before=_iso(windows[one.seq].not_before),
            not_after=_iso(windows[one.seq].not_after),
            passkey=bound[one.key].name if one.key is not None and one.key in bound else None,
            statement=one.statement or None,
        )
        for one in found
    ]


@router.get("/contracts/{uuid:contract_id}/record/head", include_in_schema=True)
def show_head(request: HttpRequest, contract_id: UUID) -> HttpResponse:
    """Return the latest signed head (a C2SP checkpoint); keep it, and the next one must extend it."""
    access.thread_for(contract_id, account_id_of(request))
    return HttpResponse(queries.head(contract_id), content_type="text/plain; charset=utf-8")


@router.get("/contracts/{uuid:contract_id}/record/{int:seq}/receipt")
def show_receipt(request: HttpRequest, contract_id: UUID, seq: int) -> HttpResponse:
    """Return the receipt of one event (a C2SP tlog-proof)."""
    access.thread_for(contract_id, account_id_of(request))
    return HttpResponse(queries.receipt(contract_id, seq), content_type="text/plain; charset=utf-8")


@router.get("/contracts/{uuid:contract_id}/record/{int:seq}/site-receipt")
def show_site_receipt(request: HttpRequest, contract_id: UUID, seq: int) -> HttpResponse:
    """Return the proof that a head which holds this event is in the site log, as witnessed as it is by now.

    A C2SP tlog-proof; its ``extra`` line says the number of the contract's entry and the size of the contract's head.
    Not found until the site log has taken the event in, which takes about a second.
    """
    access.thread_for(contract_id, account_id_of(request))
    text = standing.site_receipt(contract_id, seq)
    if text is None:
        raise Http404
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


class PlaceOut(Schema):
    """Where a head of the contract stands in the site log, and the key by which its entries are found."""

    position: int
    number: int
    size: int
    entry: str


class PlacesOut(Schema):
    """The contract's entries in the site log. With the key the next label can be looked for: keep it."""

    key: str
    places: list[PlaceOut]


@router.get("/contracts/{uuid:contract_id}/record/site", response=PlacesOut)
def show_places(request: HttpRequest, contract_id: UUID) -> PlacesOut:
    """Return where the contract's heads stand in the site log."""
    access.thread_for(contract_id, account_id_of(request))
    return PlacesOut(
        key=base64.b64encode(standing.site_key(contract_id)).decode(),
        places=[
            PlaceOut(position=one.position, number=one.number, size=one.size, entry=one.entry.decode())
            for one in standing.places(contract_id)
        ],
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


@router.get("/record/key", auth=None)
def show_key(request: HttpRequest) -> dict[str, str]:
    """Return the site's public key, as a C2SP verifier key, and its fingerprint to compare by voice."""
    del request
    verifier = keys.signer().verifier
    return {"vkey": verifier.vkey, "fingerprint": verifier.fingerprint}
