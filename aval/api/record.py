"""Receipts, heads and dossiers: what a party keeps so as not to have to trust the site."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from aval.api.requests import account_id_of
from aval.conversation import access
from aval.record import keys, queries

router = Router(tags=["record"])


class EventOut(Schema):
    """One event of a contract's record."""

    seq: int
    kind: str
    at: str
    role: str
    via: str
    leaf: str
    sentence: str


@router.get("/contracts/{uuid:contract_id}/record", response=list[EventOut])
def list_events(request: HttpRequest, contract_id: UUID, after: int = -1, limit: int = 200) -> list[EventOut]:
    """List the events of a contract's record, oldest first, after a given number."""
    access.thread_for(contract_id, account_id_of(request))
    return [
        EventOut(
            seq=one.seq,
            kind=one.kind,
            at=one.at.isoformat(),
            role=one.role,
            via=one.via,
            leaf=one.leaf.hex(),
            sentence=one.event.sentence(),
        )
        for one in queries.events(contract_id, after=after)[: max(1, min(limit, 1000))]
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


@router.get("/record/key", auth=None)
def show_key(request: HttpRequest) -> dict[str, str]:
    """Return the site's public key, as a C2SP verifier key, and its fingerprint to compare by voice."""
    del request
    verifier = keys.signer().verifier
    return {"vkey": verifier.vkey, "fingerprint": verifier.fingerprint}
