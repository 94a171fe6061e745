"""The questions that pages and other modules ask about refused texts and measures."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from aval.files.models import Attachment
from aval.moderation.models import (
    Appeal,
    CorpusCase,
    FileCheck,
    GateException,
    HeldPost,
    Measure,
    Place,
    RefusedText,
    ReviewDecision,
)
from aval.record.models import LogActor


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


def excepted_kinds(contract_id: UUID | None, *, at: datetime) -> frozenset[str]:
    """Return the kinds of contact details that a person let through on this contract for now."""
    if contract_id is None:
        return frozenset()
    standing = exceptions_of(contract_id).filter(granted_at__lte=at, until__gt=at)
    return frozenset(kind for kinds in standing.values_list("kinds", flat=True) for kind in kinds)


def exceptions_of(contract_id: UUID) -> QuerySet[GateException]:
    """Return the exceptions granted on a contract, the newest first."""
    return GateException.objects.filter(contract_id=contract_id).order_by("-granted_at")


def is_party(account_id: UUID, contract_id: UUID | None) -> bool:
    """Tell whether the account is one of the two between whom the contract's record stands."""
    if contract_id is None:
        return False
    parties = LogActor.objects.filter(contract_id=contract_id, account_id=account_id)
    return parties.filter(role__in=("client", "professional")).exists()


def waiting_posts(author_id: UUID, contract_id: UUID) -> list[HeldPost]:
    """Return the author's own messages here that nobody else has yet because of their files, the oldest first."""
    waiting = HeldPost.objects.filter(author_id=author_id, contract_id=contract_id, release=None)
    return list(waiting.select_related("refused__decision", "refused__request").order_by("held_at", "id"))


def posts_being_checked(contract_id: UUID) -> list[HeldPost]:
    """Return the messages of a conversation whose files are being looked at, the oldest first."""
    waiting = HeldPost.objects.filter(contract_id=contract_id, release=None, refused=None)
    return list(waiting.order_by("held_at", "id"))


def files_of(refused: RefusedText) -> list[Attachment]:
    """Return the files that a refused text is about."""
    return [] if refused.held_id is None else held_files(refused.held_id)


def file_for(refused_id: UUID, attachment_id: UUID, account_id: UUID, *, reviewer: bool) -> Attachment:
    """Return a file that was held back, for its author or for a reviewer who is no party of its contract.

    :raises RefusedText.DoesNotExist: if there is none, or it is not theirs to see
    :raises Attachment.DoesNotExist: if the text is not about this file
    """
    refused = RefusedText.objects.get(id=refused_id)
    may = reviewer and not is_party(account_id, refused.contract_id)
    if refused.author_id != account_id and not may:
        raise RefusedText.DoesNotExist
    found = next((file for file in files_of(refused) if file.id == attachment_id), None)
    if found is None:
        raise Attachment.DoesNotExist
    return found


def held_files(held_id: UUID) -> list[Attachment]:
    """Return the files of a held message, in their order."""
    checks = FileCheck.objects.filter(held_id=held_id).select_related("attachment__file").order_by("position")
    return [check.attachment for check in checks]


def refused_in(author_id: UUID, contract_id: UUID, *, limit: int = 20) -> list[RefusedText]:
    """Return the author's own refused messages in a conversation, newest first, unless a reviewer let them through."""
    own = RefusedText.objects.filter(author_id=author_id, contract_id=contract_id)
    own = own.filter(place__in=(Place.MESSAGE, Place.FILE, Place.FILE_NAME)).exclude(decision__allowed=True)
    return list(own.select_related("held", "request", "decision").order_by("-refused_at", "-id")[:limit])


def allowed_among(refused_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these refused texts a reviewer let through."""
    decided = ReviewDecision.objects.filter(refused_id__in=refused_ids, allowed=True)
    return set(decided.values_list("refused_id", flat=True))


def own_refused(author_id: UUID, *, limit: int = 50) -> list[RefusedText]:
    """Return a person's own refused texts, newest first, with what became of each."""
    texts = RefusedText.objects.filter(author_id=author_id).select_related("request", "decision")
    return list(texts.order_by("-refused_at", "-id")[:limit])


def own_refused_text(refused_id: UUID, author_id: UUID) -> RefusedText:
    """Return one's own refused text.

    :raises RefusedText.DoesNotExist: if there is none, or it is another person's
    """
    texts = RefusedText.objects.select_related("request", "decision__measure", "consent", "held")
    return texts.get(id=refused_id, author_id=author_id)


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
    return RefusedText.objects.select_related("request", "decision", "author", "exception", "consent__case").get(
        id=refused_id
    )


def appeals_waiting(reviewer_id: UUID) -> list[Appeal]:
    """Return the appeals that this reviewer may decide, oldest first."""
    waiting = Appeal.objects.filter(decision=None).exclude(measure__because__decided_by_id=reviewer_id)
    waiting = waiting.exclude(measure__account_id=reviewer_id)
    return list(waiting.select_related("measure__because__refused", "measure__account").order_by("appealed_at", "pk"))


def for_corpus() -> list[RefusedText]:
    """Return the reviewed texts whose authors agreed that they help to measure, and that were not added yet."""
    agreed = RefusedText.objects.filter(consent__isnull=False, consent__case=None)
    return list(agreed.select_related("decision").order_by("consent__consented_at", "id"))


def corpus_lines() -> list[dict[str, object]]:
    """Return the reviewed texts that were added to the corpus, as it has them."""
    return list(CorpusCase.objects.order_by("added_at", "pk").values_list("line", flat=True))


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
