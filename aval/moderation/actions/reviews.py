"""People decide: on refused texts, on what follows deliberate attempts, and on appeals."""

from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aval.accounts import queries as accounts
from aval.accounts.models import Account
from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove, Invalid, NotAllowed
from aval.kernel.transactions import action
from aval.moderation import queries
from aval.moderation.events import ReviewAsked, ReviewDecided
from aval.moderation.models import Appeal, AppealDecision, Measure, RefusedText, ReviewDecision, ReviewRequest
from aval.record import actions as record

PAUSE = timedelta(days=7)
LADDER_MEMORY = timedelta(days=365)
"""How long an attempt counts."""
LADDER = (Measure.Rung.NOTICE, Measure.Rung.WARNING, Measure.Rung.PAUSE, Measure.Rung.ACCOUNT_REVIEW)


class OwnText(NotAllowed):
    """Nobody decides on a text of their own, nor on an appeal against their own decision."""

    sentence = _("Someone else has to decide this one: you have a part in it.")


@action
def send_for_review(act: Act, *, refused_id: UUID, note: str = "") -> ReviewRequest:
    """Ask a person to look at one's own refused text. Asking twice changes nothing.

    :raises RefusedText.DoesNotExist: if there is none, or it is another person's
    """
    refused = RefusedText.objects.get(id=refused_id, author_id=act.actor_id)
    request, created = ReviewRequest.objects.get_or_create(
        refused=refused, defaults={"note": note.strip()[:1_000], "asked_at": act.at}
    )
    if created and refused.contract_id is not None:
        record.append(act, refused.contract_id, ReviewAsked(refused.id))
    return request


@action
def decide_review(act: Act, *, refused_id: UUID, allow: bool, reason: str, deliberate: bool = False) -> ReviewDecision:
    """Decide on a refused text as a mediator or operator; a deliberate attempt takes the author up the ladder.

    :param deliberate: whether it was meant to get around the gate; only together with ``allow=False``
    :raises RefusedText.DoesNotExist: if there is none, or the actor reviews nothing on this site
    :raises OwnText: if the actor wrote it, or is a party of its contract
    :raises IllegalMove: if it was decided already
    :raises Invalid: if the reason is missing
    """
    require_reviewer(act)
    refused = RefusedText.objects.get(id=refused_id)
    someone_else(act, refused)
    decision = ReviewDecision(
        refused=refused,
        decided_by_id=act.actor_id,
        allowed=allow,
        deliberate=deliberate and not allow,
        reason=reason_of(reason),
        decided_at=act.at,
    )
    insert_once(decision)
    if decision.deliberate:
        _climb(act, decision)
    if refused.contract_id is not None:
        # In the site's name: a review gives nobody access to the rest of the record.
        site = Act.by_site(act.at, request_id=act.request_id, via=act.via)
        record.append(site, refused.contract_id, ReviewDecided(refused.id, allow))
    return decision


@action
def appeal_measure(act: Act, *, measure_id: UUID, text: str) -> Appeal:
    """Say why a measure taken against oneself is wrong.

    :raises Measure.DoesNotExist: if there is none, or it is another person's
    :raises IllegalMove: if it was appealed already
    :raises Invalid: if nothing is said
    """
    measure = Measure.objects.get(id=measure_id, account_id=act.actor_id)
    appeal = Appeal(measure=measure, text=reason_of(text), appealed_at=act.at)
    insert_once(appeal)
    return appeal


@action
def decide_appeal(act: Act, *, measure_id: UUID, lift: bool, reason: str) -> AppealDecision:
    """Decide on an appeal as another reviewer than the one who took the measure.

    :raises Appeal.DoesNotExist: if there is none, or the actor reviews nothing on this site
    :raises OwnText: if the measure is the actor's own decision, or against them
    :raises IllegalMove: if it was decided already
    :raises Invalid: if the reason is missing
    """
    require_reviewer(act, Appeal)
    appeal = Appeal.objects.select_related("measure__because").get(pk=measure_id)
    if act.actor_id in {appeal.measure.because.decided_by_id, appeal.measure.account_id}:
        raise OwnText
    decision = AppealDecision(
        appeal=appeal, decided_by_id=act.actor_id, lifted=lift, reason=reason_of(reason), decided_at=act.at
    )
    insert_once(decision)
    return decision


def require_reviewer(act: Act, model: type[RefusedText] | type[Appeal] = RefusedText) -> None:
    """Let mediators and operators pass; for everybody else there is nothing here."""
    if not (accounts.is_mediator(act.actor_id) or accounts.is_operator(act.actor_id)):
        raise model.DoesNotExist


def someone_else(act: Act, refused: RefusedText) -> None:
    """Let a reviewer pass who has no part in a text: neither its author nor somebody to whom it was written.

    :raises OwnText: if the actor has
    """
    if act.actor_id == refused.author_id or queries.is_party(act.actor_id, refused.contract_id):
        raise OwnText


def reason_of(text: str) -> str:
    """Return a reason that somebody will read.

    :raises Invalid: if it says nothing
    """
    if not text.strip():
        raise Invalid(gettext("Please say why: the other person reads it."), field="reason")
    return text.strip()


def insert_once(row: Model) -> None:
    """Write a row that may stand there once.

    :raises IllegalMove: if it stands there already
    """
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise IllegalMove(gettext("This was decided or sent already.")) from error


def _climb(act: Act, decision: ReviewDecision) -> None:
    """Take the next rung: as many below it as the person has standing measures of the last year."""
    author_id = decision.refused.author_id
    # Two decisions about one person at the same moment must not take the same rung.
    Account.objects.select_for_update(no_key=True).get(id=author_id)
    taken = queries.standing_measures(author_id).filter(taken_at__gt=act.at - LADDER_MEMORY).count()
    rung = LADDER[min(taken, len(LADDER) - 1)]
    Measure.objects.create(
        account_id=author_id,
        rung=rung,
        because=decision,
        taken_at=act.at,
        until=act.at + PAUSE if rung == Measure.Rung.PAUSE else None,
    )
