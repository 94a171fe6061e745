"""Screening a text before it is shown."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from aval.kernel.acts import Act
from aval.kernel.refusals import Refusal
from aval.kernel.transactions import step
from aval.moderation import queries
from aval.moderation.events import TextRefused
from aval.moderation.highlights import Piece, highlights, pieces
from aval.moderation.models import Place, RefusedText
from aval.record import actions as record
from aval.screening import Context, Finding, Policy, Verdict, file_name, screen_messages, under_name

RECENT_CHARACTERS = 200
"""How much of an author's last messages is read together with a new one."""


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
    name: str = "",
) -> None:
    """Let a text pass, or keep it aside and refuse it.

    :param place: where it was meant to appear, one of :class:`Place`
    :param contract_id: the contract or proposal whose record hears of it; None where there is no record yet
    :param recent: the author's last messages in the same thread, oldest first, because people spread a number
        over several; without those that a reviewer let through
    :param resume: what the place needs to go on once a reviewer allows it
    :param name: a person's name that stands above the text, and is kept with it: of it only details count
    :raises ContactDetailsFound: if something was found that no reviewer has allowed; commits the refused text
    """
    if gate_open:
        return
    if name:
        verdict = under_name(name, text, policy=_policy(place))
        text = f"{name}\n{text}"
    else:
        verdict = _judge(text, place, subject, tuple(skills), recent)
    if not verdict.flagged:
        return
    excepted = queries.excepted_kinds(contract_id, at=act.at)
    found = [finding for finding in verdict.findings if finding.kind not in excepted]
    if not found:
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
        findings=[as_json(finding) for finding in found],
        resume=resume,
        refused_at=act.at,
    )
    if contract_id is not None:
        kinds = tuple(str(finding.kind) for finding in found)
        record.append(act, contract_id, TextRefused(refused.id, str(place), kinds))
    raise ContactDetailsFound(refused)


def _judge(text: str, place: str, subject: str, skills: tuple[str, ...], recent: Sequence[str]) -> Verdict:
    if place == Place.FILE_NAME:
        return file_name(text)
    policy = _policy(place)
    before = _near(recent)
    about = Context(subject, skills)
    verdict = screen_messages([*before, text], policy=policy, context=about, judged=len(before))
    return verdict.about(len(before))


def _policy(place: str) -> Policy:
    return Policy.PUBLIC_PROFILE if place == Place.PROFILE else Policy.CLOSED_GATE


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


def as_json(finding: Finding) -> dict[str, object]:
    """Return a finding as it is kept."""
    return {
        "start": finding.start,
        "end": finding.end,
        "kind": str(finding.kind),
        "disguise": str(finding.disguise),
        "confidence": round(finding.confidence, 3),
    }
