"""What the conversation does when it hears of a review: a message that was let through is delivered."""

import logging

from django.db import transaction

from aval.conversation import actions
from aval.conversation.models import Message, Thread
from aval.files.models import Attachment
from aval.kernel.acts import Act
from aval.kernel.ids import SITE_ID
from aval.moderation.events import ReviewDecided
from aval.moderation.models import Place, RefusedText
from aval.record.queries import Recorded
from aval.record.relay import reader

logger = logging.getLogger(__name__)


@reader("conversation", ReviewDecided)
def hear(recorded: Recorded) -> None:
    """Deliver the message as its author's, unless it was delivered or overtaken since."""
    event = recorded.event
    if not isinstance(event, ReviewDecided) or not event.allowed:
        return
    refused = RefusedText.objects.filter(id=event.refused_id, place=Place.MESSAGE).first()
    if refused is None:
        return
    act = Act(refused.author_id, recorded.at, Act(SITE_ID, recorded.at, refused.id).key("deliver"), via="worker")
    try:
        with transaction.atomic():
            actions.deliver_allowed(act, refused_id=refused.id)
    except (Message.DoesNotExist, Thread.DoesNotExist, Attachment.DoesNotExist):
        # What it answered, changed or carried was withdrawn or used meanwhile: its author still has the text.
        logger.info("an allowed message could not be delivered any more: %s", refused.id)
