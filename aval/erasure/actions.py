"""Asking for an erasure, deciding on it, holding it back and carrying it out."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from aval.accounts import requests as answers
from aval.accounts.queries import is_operator
from aval.conversation import access
from aval.conversation import actions as conversation
from aval.conversation.models import Thread
from aval.erasure import scope
from aval.erasure.events import ErasureAsked, ErasureRefused, ErasureWithdrawn, HoldLifted, HoldPlaced
from aval.erasure.holds import holds_on
from aval.erasure.models import Decision, LegalHold, Request
from aval.imports import actions as imports
from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove, Invalid, NotAllowed
from aval.kernel.transactions import action, step
from aval.record import actions as record
from aval.record.events import GROUNDS, Ref, Text
from aval.record.models import Event

EVENTS_AT_ONCE_MAX = 200
REASON_LENGTH_MAX = 2_000
SWEEP = "erasure.sweep"
NEEDED = 2
"""How many operators have to agree."""


class NotTheirErasure(NotAllowed):
    """Only operators decide, and none of them on what concerns themselves."""

    sentence = _("Operators of the site decide on this, and nobody decides on a record of their own.")
    advice = _("Ask another operator.")


class DecidedBefore(IllegalMove):
    """The operator gave their decision already; the other one has to be somebody else's."""

    sentence = _("You gave your decision already; two different people have to agree.")
    advice = _("Ask another operator to look at it.")


class AnotherLifts(NotAllowed):
    """A hold is lifted before its day by somebody else than who placed it."""

    sentence = _("A hold is lifted by somebody else than who placed it.")
    advice = _("Ask another operator.")


@action
def ask(act: Act, *, contract_id: UUID, seqs: Collection[int], ground: str, reason: str) -> Request:
    """Ask that what these events hold be erased. The other party is told at once.

    :param seqs: numbers of events in the record; what repeats their contents is added
    :param ground: one of :data:`aval.record.events.GROUNDS`
    :param reason: for the operators who decide
    :raises Thread.DoesNotExist: if the actor is no party
    :raises Invalid: if an event holds nothing that can be erased, they are too many, or ground or reason is missing
    """
    thread = access.party_thread(contract_id, act.actor_id)
    reason = reason.replace("\x00", "").strip()
    if ground not in GROUNDS:
        raise Invalid(_("Please choose the ground."), field="ground")
    if not 0 < len(reason) <= REASON_LENGTH_MAX:
        raise Invalid(_("Please say why, in at most 2,000 characters."), field="reason")
    missing = sorted(set(seqs) - scope.erasable(contract_id, seqs))
    if missing or not seqs:
        raise Invalid(
            _(
                "These can't be erased: only messages, their files, and what was brought in from outside can. "
                "What agreement, money and cases rest on is kept as the law lets it (GDPR Art. 17(3), LGPD Art. 16)."
            ),
            field="events",
        )
    chosen = sorted(scope.erasable(contract_id, scope.with_what_repeats(contract_id, seqs)))
    if len(chosen) > EVENTS_AT_ONCE_MAX:
        raise Invalid(_("Please ask for at most 200 events at once."), field="events")
    request = Request.objects.create(
        contract_id=contract_id,
        asked_by_id=act.actor_id,
        role=record.CLIENT if act.actor_id == thread.client_id else record.PROFESSIONAL,
        asked_at=act.at,
        ground=ground,
        reason=reason,
        seqs=chosen,
    )
    record.append(act, contract_id, ErasureAsked(request.id, tuple(Ref(seq) for seq in chosen), ground))
    return request


@action
def withdraw(act: Act, *, request_id: UUID) -> Request:
    """Take one's own request back, as long as it was not carried out.

    :raises Request.DoesNotExist: if there is none, or it is another's
    :raises IllegalMove: if it was carried out, refused or taken back before
    """
    request = Request.objects.select_for_update().get(id=request_id, asked_by_id=act.actor_id)
    request.move_to(Request.Status.WITHDRAWN)
    request.save(update_fields=["status"])
    record.append(act, request.contract_id, ErasureWithdrawn(request.id))
    return request


@action
def decide(act: Act, *, request_id: UUID, granted: bool, reason: str) -> Request:
    """Say as an operator whether a request is granted. The second who grants it has it carried out, unless it is held.

    :raises Request.DoesNotExist: if there is none
    :raises NotTheirErasure: if the actor is no operator, or a party of that record
    :raises DecidedBefore: if the actor gave their decision already
    :raises IllegalMove: if it was decided
    :raises Invalid: if no reason is given
    """
    if not is_operator(act.actor_id):
        raise NotTheirErasure
    request = Request.objects.select_for_update().get(id=request_id)
    thread = Thread.objects.get(contract_id=request.contract_id)
    if act.actor_id in {thread.client_id, thread.professional_id}:
        raise NotTheirErasure
    if request.status != Request.Status.ASKED:
        raise IllegalMove
    if request.decisions.filter(decided_by_id=act.actor_id).exists():
        raise DecidedBefore
    reason = reason.replace("\x00", "").strip()
    if not 0 < len(reason) <= REASON_LENGTH_MAX:
        raise Invalid(_("Please say why, in at most 2,000 characters."), field="reason")
    Decision.objects.create(
        request=request, decided_by_id=act.actor_id, granted=granted, reason=reason, decided_at=act.at
    )
    if not granted:
        request.move_to(Request.Status.REFUSED)
        record.append(_site(act), request.contract_id, ErasureRefused(request.id))
    elif request.decisions.filter(granted=True).count() >= NEEDED:
        request.move_to(Request.Status.GRANTED)
    request.save(update_fields=["status"])
    if request.status == Request.Status.GRANTED and not holds_on(request, act.at):
        _carry_out(act, request)
    return request


@action
def place_hold(act: Act, *, contract_id: UUID, until: datetime, reason: str) -> LegalHold:
    """Keep everything of a record from being erased until a day. Both parties see it.

    :raises NotTheirErasure: if the actor is no operator
    :raises Thread.DoesNotExist: if there is no such contract or proposal
    :raises Invalid: if the day is past or no reason is given
    """
    if not is_operator(act.actor_id):
        raise NotTheirErasure
    Thread.objects.get(contract_id=contract_id)
    reason = reason.replace("\x00", "").strip()[:500]
    if until <= act.at:
        raise Invalid(_("Please choose a day that is still to come."), field="until")
    if not reason:
        raise Invalid(_("Please say why."), field="reason")
    hold = LegalHold.objects.create(
        contract_id=contract_id, reason=reason, until=until, placed_by_id=act.actor_id, placed_at=act.at
    )
    record.append(_site(act), contract_id, HoldPlaced(hold.id, until, Text(reason)))
    return hold


@action
def lift_hold(act: Act, *, hold_id: UUID) -> LegalHold:
    """End a hold before its day.

    :raises LegalHold.DoesNotExist: if there is none, or it was lifted
    :raises NotTheirErasure: if the actor is no operator
    :raises AnotherLifts: if the actor placed it
    """
    if not is_operator(act.actor_id):
        raise NotTheirErasure
    hold = LegalHold.objects.select_for_update().get(id=hold_id, lifted_at=None)
    if hold.placed_by_id == act.actor_id:
        raise AnotherLifts
    hold.lifted_by_id, hold.lifted_at = act.actor_id, act.at
    hold.save(update_fields=["lifted_by", "lifted_at"])
    record.append(_site(act), hold.contract_id, HoldLifted(hold.id))
    return hold


@action
def carry_out(act: Act, *, request_id: UUID) -> bool:
    """Carry out a granted request unless something holds it back, and return whether it was. Once only."""
    request = Request.objects.select_for_update().get(id=request_id)
    if request.status != Request.Status.GRANTED or holds_on(request, act.at):
        return False
    _carry_out(act, request)
    return True


@step
def _carry_out(act: Act, request: Request) -> None:
    contract_id = request.contract_id
    # Whoever writes to this thread or brings something in waits, so that nothing new repeats what goes.
    Thread.objects.select_for_update(no_key=True).get(contract_id=contract_id)
    seqs = scope.with_what_repeats(contract_id, request.seqs)
    parts = scope.parts_of(contract_id, seqs)
    if not parts:
        raise IllegalMove(_("All of this was erased before."))
    first = Event.objects.filter(contract_id=contract_id, seq__in=seqs).order_by("seq").values_list("at", flat=True)[0]
    said = record.erase(act, contract_id, ground=request.ground, parts=parts, asked_by=request.role)
    conversation.forget(act, contract_id=contract_id)
    imports.forget(act, contract_id=contract_id)
    answers.forget(contract_id, since=first)
    request.move_to(Request.Status.CARRIED_OUT)
    request.carried_out_at, request.by_seq = act.at, said.seq
    request.save(update_fields=["status", "carried_out_at", "by_seq"])
    app.configure_task(SWEEP).defer()


def _site(act: Act) -> Act:
    return Act.by_site(act.at, request_id=act.request_id, via=act.via)
