"""What the conversation does when it hears of a review, of files or of its gate: what waited is delivered."""

import logging
from collections.abc import Callable
from uuid import UUID

from django.db import transaction

from aval.conversation import actions
from aval.conversation.events import GateOpened
from aval.conversation.models import Message, Thread
from aval.files.models import Attachment
from aval.kernel.acts import Act
from aval.kernel.ids import SITE_ID
from aval.moderation import queries as moderation
from aval.moderation.events import FilesAllowed, ReviewDecided
from aval.moderation.models import HeldPost, HeldRelease, Place, RefusedText
from aval.record.queries import Recorded
from aval.record.relay import reader

logger = logging.getLogger(__name__)


@reader("conversation", ReviewDecided, FilesAllowed, GateOpened)
def hear(recorded: Recorded) -> None:
    """Deliver what waited, as its author's, unless it was delivered or overtaken since."""
    event = recorded.event
    if isinstance(event, ReviewDecided) and event.allowed:
        refused = RefusedText.objects.filter(id=event.refused_id, place__in=(Place.MESSAGE, Place.FILE)).first()
        if refused is not None:
            _deliver_refused(recorded, refused)
    elif isinstance(event, FilesAllowed):
        _deliver_held(recorded, HeldPost.objects.get(id=event.held_id), HeldRelease.Because.ALLOWED)
    elif isinstance(event, GateOpened):
        for held in moderation.posts_being_checked(recorded.contract_id):
            _deliver_held(recorded, held, HeldRelease.Because.GATE_OPENED)


def _deliver_refused(recorded: Recorded, refused: RefusedText) -> None:
    act = _authors(recorded, refused.author_id, refused.id)
    if not _delivered(lambda: actions.deliver_allowed(act, refused_id=refused.id)) and refused.held_id is not None:
        actions.drop_held(act, held_id=refused.held_id)


def _deliver_held(recorded: Recorded, held: HeldPost, because: HeldRelease.Because) -> None:
    act = _authors(recorded, held.author_id, held.id)
    if not _delivered(lambda: actions.deliver_held(act, held_id=held.id, because=because)):
        actions.drop_held(act, held_id=held.id)


def _authors(recorded: Recorded, author_id: UUID, what: UUID) -> Act:
    """Return an act of the author's, through the site."""
    return Act(author_id, recorded.at, Act(SITE_ID, recorded.at, what).key("deliver"), via="worker")


def _delivered(deliver: Callable[[], object]) -> bool:
    try:
        with transaction.atomic():
            deliver()
    except (Message.DoesNotExist, Thread.DoesNotExist, Attachment.DoesNotExist):
        # What it answered, changed or carried was withdrawn or used meanwhile: its author still has the text.
        logger.info("what waited could not be delivered any more")
        return False
    return True
