"""Screening a text before it is shown, reviewing what was refused, and what follows deliberate attempts."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from aval.accounts import queries as accounts
from aval.accounts.models import Account
from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove, Invalid, NotAllowed, Refusal
from aval.kernel.transactions import action, step
from aval.moderation import queries
from aval.moderation.events import ReviewAsked, ReviewDecided, TextRefused
from aval.moderation.highlights import Piece, highlights, pieces
from aval.moderation.models import (
    Appeal,
    AppealDecision,
    Measure,
    Place,
    RefusedText,
    ReviewDecision,
    ReviewRequest,
)
from aval.record import actions as record
from aval.screening import Context, Finding, Policy, Verdict, file_name, screen_messages

PAUSE = timedelta(days=7)
LADDER_MEMORY = timedelta(days=365)
"""How long an attempt counts."""
RECENT_CHARACTERS = 300
"""How much of an author's last messages is read together with a new one."""
LADDER = (Measure.Rung.NOTICE, Measure.Rung.WARNING, Measure.Rung.PAUSE, Measure.Rung.ACCOUNT_REVIEW)


class ContactDetailsFound(Refusal):
    """The text holds a way to meet outside the site, and the gate is closed. It is kept for a review."""

    status = 422
    commits = True
    field = "text"
    advice = _("Take out the marked parts and send it again, or ask a person to look at it.")

    def __init__(self, refused: RefusedText) -> None:
        self.refused = refused
        self.findings = highlights(refused, get_language() or "en")
        found = len(self.findings)
        super().__init__(
            ngettext(
                "This was not shown to anyone: %(found)s part of it must wait until a milestone's money is in escrow.",
                "This was not shown to anyone: %(found)s parts of it must wait until a milestone's money is in escrow.",
                found,
            )
            % {"found": found}
        )

    @property
    def pieces(self) -> list[Piece]:
        """The text in marked and plain stretches, for showing it to its author."""
        return pieces(self.refused)

    def facts(self) -> dict[str, Any]:
        """Return what a program needs to know: the refused text's id, and where in it what was found."""
        return {
            "refused_id": str(self.refused.id),
            "findings": [
                {"start": item.start, "end": item.end, "kind": item.kind, "sentence": item.sentence}
                for item in self.findings
            ],
        }


class ProposalsPaused(Refusal):
    """The person sends no new proposals for some days, after several deliberate attempts to pass on contacts."""

    sentence = _("Your new proposals are paused for now, because contact details were passed on several times.")
    advice = _("You can see why, until when, and appeal on the page about your texts under review.")
    status = 403

    @classmethod
    def check(cls, act: Act) -> None:
        """Let the act pass unless the actor's proposals are paused.

        :raises ProposalsPaused: if they are
        """
        if queries.is_paused(act.actor_id, at=act.at):
            raise cls


class OwnText(NotAllowed):
    """Nobody decides on a text of their own, nor on an appeal against their own decision."""

    sentence = _("Someone else has to decide this one: you have a part in it.")


@step
def screen(
    act: Act,
    *,
    text: str,
    place: str,
    author_id: UUID,
    contract_id: UUID | None = None,
    gate_open: bool = False,
    subject: str = "",
    skills: Sequence[str] = (),
    recent: Sequence[str] = (),
    resume: Mapping[str, object] | None = None,
) -> None:
    """Let a text pass, or keep it aside and refuse it.

    :param place: where it was meant to appear, one of :class:`Place`
    :param contract_id: the contract or proposal whose record hears of it; None where there is no record yet
    :param recent: the author's last messages in the same thread, oldest first, because people spread a number
        over several; without those that a reviewer let through
    :param resume: what the place needs to go on once a reviewer allows it
    :raises ContactDetailsFound: if something was found that no reviewer has allowed; commits the refused text
    """
    if gate_open:
        return
    verdict = _judge(text, place, subject, tuple(skills), recent)
    if not verdict.flagged:
        return
    fingerprint = hashlib.sha256(text.encode()).digest()
    if queries.was_allowed(author_id, place, fingerprint):
        return
    refused = RefusedText.objects.create(
        author_id=author_id,
        contract_id=contract_id,
        place=Place(place),
        text=text,
        text_sha256=fingerprint,
        findings=[_as_json(finding) for finding in verdict.findings],
        resume=resume,
        refused_at=act.at,
    )
    if contract_id is not None:
        kinds = tuple(str(finding.kind) for finding in verdict.findings)
        record.append(act, contract_id, TextRefused(refused.id, str(place), kinds))
    raise ContactDetailsFound(refused)


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
    :raises OwnText: if the actor wrote it
    :raises IllegalMove: if it was decided already
    :raises Invalid: if the reason is missing
    """
    _require_reviewer(act)
    refused = RefusedText.objects.get(id=refused_id)
    if refused.author_id == act.actor_id:
        raise OwnText
    decision = ReviewDecision(
        refused=refused,
        decided_by_id=act.actor_id,
        allowed=allow,
        deliberate=deliberate and not allow,
        reason=_reason(reason),
        decided_at=act.at,
    )
    _insert_once(decision)
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
    appeal = Appeal(measure=measure, text=_reason(text), appealed_at=act.at)
    _insert_once(appeal)
    return appeal


@action
def decide_appeal(act: Act, *, measure_id: UUID, lift: bool, reason: str) -> AppealDecision:
    """Decide on an appeal as another reviewer than the one who took the measure.

    :raises Appeal.DoesNotExist: if there is none, or the actor reviews nothing on this site
    :raises OwnText: if the measure is the actor's own decision, or against them
    :raises IllegalMove: if it was decided already
    :raises Invalid: if the reason is missing
    """
    _require_reviewer(act, Appeal)
    appeal = Appeal.objects.select_related("measure__because").get(pk=measure_id)
    if act.actor_id in {appeal.measure.because.decided_by_id, appeal.measure.account_id}:
        raise OwnText
    decision = AppealDecision(
        appeal=appeal, decided_by_id=act.actor_id, lifted=lift, reason=_reason(reason), decided_at=act.at
    )
    _insert_once(decision)
    return decision


def _judge(text: str, place: str, subject: str, skills: tuple[str, ...], recent: Sequence[str]) -> Verdict:
    if place == Place.FILE_NAME:
        return file_name(text)
    policy = Policy.PUBLIC_PROFILE if place == Place.PROFILE else Policy.CLOSED_GATE
    before = _near(recent)
    about = Context(subject, skills)
    verdict = screen_messages([*before, text], policy=policy, context=about, judged=len(before))
    return verdict.about(len(before))


def _near(recent: Sequence[str]) -> list[str]:
    """Keep the last words before a text: whole messages, the newest ones, and the end of the one that is cut.

    What is spread over several messages stands close together, and the judgement's time grows with every character.
    """
    kept: list[str] = []
    room = RECENT_CHARACTERS
    for message in reversed(recent):
        if room <= 0:
            break
        kept.append(message[-room:])
        room -= len(message)
    return kept[::-1]


def _as_json(finding: Finding) -> dict[str, object]:
    return {
        "start": finding.start,
        "end": finding.end,
        "kind": str(finding.kind),
        "disguise": str(finding.disguise),
        "confidence": round(finding.confidence, 3),
    }


def _require_reviewer(act: Act, model: type[RefusedText] | type[Appeal] = RefusedText) -> None:
    if not (accounts.is_mediator(act.actor_id) or accounts.is_operator(act.actor_id)):
        raise model.DoesNotExist


def _reason(text: str) -> str:
    if not text.strip():
        raise Invalid(gettext("Please say why: the other person reads it."), field="reason")
    return text.strip()


def _insert_once(row: ReviewDecision | Appeal | AppealDecision) -> None:
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
