"""Minutes of calls: written by one of the two, confirmed, corrected or contested by the other."""

import re
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from aval.files import actions as files
from aval.imports import access
from aval.imports.events import MinutesAnswered, MinutesWritten
from aval.imports.models import Minutes, MinutesAnswer, MinutesFile
from aval.imports.refusals import AnsweredAlready, CallInTheFuture
from aval.kernel.acts import Act
from aval.kernel.ids import new_id
from aval.kernel.refusals import Invalid
from aval.kernel.transactions import action
from aval.record import actions as record
from aval.record.events import Text

MINUTES_LENGTH_MAX = 20_000
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+(?=[^\sa-z])")


@action
def write_minutes(
    act: Act,
    *,
    contract_id: UUID,
    medium: str,
    began_at: datetime,
    people: str,
    text: str,
    length_minutes: int | None = None,
    attachments: Sequence[UUID] = (),
) -> Minutes:
    """Write down what was said in a call; the other party is told and may answer.

    :param medium: how they spoke, one of :class:`Minutes.Medium`
    :param people: who took part, in the writer's words
    :raises Thread.DoesNotExist: if the actor is no party of the contract
    :raises GateIsClosed: if contact outside is not open yet
    :raises CallInTheFuture: if it has not begun
    :raises Invalid: if the text is missing or too long, or the medium is none
    :raises Attachment.DoesNotExist: if a file is not the actor's, or is attached elsewhere
    """
    access.open_thread(contract_id, act.actor_id)
    text = _said(text)
    if medium not in Minutes.Medium.values:
        raise Invalid(_("Please say how you spoke."), field="medium")
    if began_at > act.at:
        raise CallInTheFuture
    attached = files.attach(act, attachment_ids=attachments, contract_id=contract_id)
    minutes_id = new_id()
    event = MinutesWritten(
        minutes_id,
        medium,
        began_at,
        length_minutes,
        Text(people.strip()[:300]),
        Text(text),
        tuple(item.ref for item in attached),
    )
    written = Minutes.objects.create(
        contract_id=contract_id,
        id=minutes_id,
        seq=record.append(act, contract_id, event).seq,
        written_by_id=act.actor_id,
        written_at=act.at,
        medium=medium,
        began_at=began_at,
        length_minutes=length_minutes,
        people=event.people,
        text=text,
    )
    MinutesFile.objects.bulk_create(
        MinutesFile(contract_id=contract_id, minutes_id=minutes_id, position=position, attachment=item)
        for position, item in enumerate(attached)
    )
    return written


@action
def answer_minutes(
    act: Act, *, contract_id: UUID, minutes_id: UUID, answer: str, text: str = "", sentences: Sequence[int] = ()
) -> MinutesAnswer:
    """Confirm the other party's minutes, correct them in one's own words, or say why they are wrong.

    :param answer: one of :class:`MinutesAnswer.Kind`
    :param sentences: which sentences a contest or a correction is about, counted from 1; none for all of them
    :raises Thread.DoesNotExist: if the actor is no party of the contract
    :raises Minutes.DoesNotExist: if the contract has none of this id
    :raises NotAllowed: if they are the actor's own
    :raises Invalid: if a correction or a contest says nothing, or a sentence is none of theirs
    :raises AnsweredAlready: if they were answered
    """
    minutes = access.lock_minutes_to_answer(contract_id, minutes_id, act.actor_id)
    if answer not in MinutesAnswer.Kind.values:
        raise Invalid(_("Please choose an answer."), field="answer")
    if answer == MinutesAnswer.Kind.CONFIRMED:
        text, sentences = "", ()
    else:
        text = _said(text)
    chosen = sorted(set(sentences))
    if chosen and not 1 <= chosen[0] <= chosen[-1] <= len(sentences_of(minutes.text)):
        raise Invalid(_("The minutes have no such sentence."), field="sentences")
    try:
        with transaction.atomic():
            answered = MinutesAnswer.objects.create(
                contract_id=contract_id,
                minutes_id=minutes_id,
                kind=answer,
                text=text,
                sentences=chosen,
                answered_by_id=act.actor_id,
                answered_at=act.at,
            )
    except IntegrityError:
        raise AnsweredAlready from None
    record.append(act, contract_id, MinutesAnswered(minutes_id, answer, Text(text) if text else None, tuple(chosen)))
    return answered


def sentences_of(text: str) -> list[str]:
    r"""Return the sentences of minutes in their order, so that one of them can be named.

    >>> sentences_of("We agreed on 450. Delivery on 3.4.\n- Blue tiles")
    ['We agreed on 450.', 'Delivery on 3.4.', '- Blue tiles']
    """
    return [one.strip() for line in text.splitlines() for one in _SENTENCE_ENDS.split(line) if one.strip()]


def _said(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise Invalid(_("Please write down what was said."), field="text")
    if len(text) > MINUTES_LENGTH_MAX:
        raise Invalid(_("This is longer than 20,000 characters; put the rest into a file."), field="text")
    return text
