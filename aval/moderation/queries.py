"""The questions that pages and other modules ask about refused texts and measures."""

from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from aval.moderation.models import Appeal, Measure, RefusedText, ReviewDecision


def is_paused(account_id: UUID, *, at: datetime) -> bool:
    """Tell whether the account sends no new proposals at this moment."""
    return standing_measures(account_id).filter(rung=Measure.Rung.PAUSE, taken_at__lte=at, until__gt=at).exists()


def standing_measures(account_id: UUID) -> QuerySet[Measure]:
    """Return the measures taken against an account that no appeal lifted."""
    return Measure.objects.filter(account_id=account_id).exclude(appeal__decision__lifted=True)


def measures_of(account_id: UUID) -> list[Measure]:
    """Return all measures taken against an account, newest first, with their reasons, appeals and answers."""
    measures = Measure.objects.filter(account_id=account_id)
    return list(measures.select_related("because__refused", "appeal", "appeal__decision").order_by("-taken_at", "-id"))


def was_allowed(author_id: UUID, place: str, text_sha256: bytes) -> bool:
    """Tell whether a reviewer let this very text of this author through, for this kind of place."""
    return ReviewDecision.objects.filter(
        refused__author_id=author_id, refused__place=place, refused__text_sha256=text_sha256, allowed=True
    ).exists()


def own_refused(author_id: UUID, *, limit: int = 50) -> list[RefusedText]:
    """Return a person's own refused texts, newest first, with what became of each."""
    texts = RefusedText.objects.filter(author_id=author_id).select_related("request", "decision")
    return list(texts.order_by("-refused_at", "-id")[:limit])


def own_refused_text(refused_id: UUID, author_id: UUID) -> RefusedText:
    """Return one's own refused text.

    :raises RefusedText.DoesNotExist: if there is none, or it is another person's
    """
    return RefusedText.objects.select_related("request", "decision").get(id=refused_id, author_id=author_id)


def queue(reviewer_id: UUID, *, limit: int = 50) -> list[RefusedText]:
    """Return what waits for a person to look at it: first what its author asked about, then the rest, oldest first.

    A reviewer's own texts are not among them.
    """
    waiting = RefusedText.objects.filter(decision=None).exclude(author_id=reviewer_id)
    waiting = waiting.select_related("request", "author")
    return list(waiting.order_by(F("request__asked_at").asc(nulls_last=True), "refused_at", "id")[:limit])


def for_review(refused_id: UUID) -> RefusedText:
    """Return a refused text for whoever reviews it; the caller has checked that they may.

    :raises RefusedText.DoesNotExist: if there is none
    """
    return RefusedText.objects.select_related("request", "decision", "author").get(id=refused_id)


def appeals_waiting(reviewer_id: UUID) -> list[Appeal]:
    """Return the appeals that this reviewer may decide, oldest first."""
    waiting = Appeal.objects.filter(decision=None).exclude(measure__because__decided_by_id=reviewer_id)
    waiting = waiting.exclude(measure__account_id=reviewer_id)
    return list(waiting.select_related("measure__because__refused", "measure__account").order_by("appealed_at", "pk"))


def false_positives() -> list[tuple[str, int, int]]:
    """Return for each kind of finding how many reviewed texts held it, and how many of those were let through."""
    tally: dict[str, list[int]] = {}
    reviewed = RefusedText.objects.exclude(decision=None).values_list("findings", "decision__allowed")
    for findings, allowed in reviewed.iterator():
        for kind in {finding["kind"] for finding in findings}:
            counted = tally.setdefault(kind, [0, 0])
            counted[0] += 1
            counted[1] += allowed
    return sorted((kind, looked_at, let_through) for kind, (looked_at, let_through) in tally.items())


def own_measure(measure_id: UUID, account_id: UUID) -> Measure:
    """Return a measure taken against oneself.

    :raises Measure.DoesNotExist: if there is none, or it is another person's
    """
    return Measure.objects.select_related("because__refused").get(id=measure_id, account_id=account_id)


def appeal_for_decision(measure_id: UUID, reviewer_id: UUID) -> Appeal:
    """Return an appeal that this reviewer may decide.

    :raises Appeal.DoesNotExist: if there is none, or it was decided, or they took the measure or are its subject
    """
    waiting = Appeal.objects.filter(decision=None).exclude(measure__because__decided_by_id=reviewer_id)
    waiting = waiting.exclude(measure__account_id=reviewer_id)
    return waiting.select_related("measure__because__refused", "measure__account").get(pk=measure_id)
