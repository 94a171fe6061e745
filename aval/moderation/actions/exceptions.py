"""Exceptions that a person grants on one contract, although its gate is closed."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext

from aval.kernel.acts import Act
from aval.kernel.refusals import Invalid
from aval.kernel.transactions import action
from aval.moderation.actions.reviews import insert_once, reason_of, require_reviewer, someone_else
from aval.moderation.events import ExceptionGranted
from aval.moderation.models import GateException, RefusedText
from aval.record import actions as record
from aval.record.events import Text
from aval.screening import Kind

DAYS_MAX = 30


@action
def grant_exception(
    act: Act, *, refused_id: UUID, kinds: Collection[str], ground: str, reason: str, days: int = 7
) -> GateException:
    """Let some kinds of contact details through on the contract of a refused text, for some days.

    For a legal need, or a system that the work needs access to. Both parties see it in the record, with its reason.

    :param kinds: what passes, of :class:`aval.screening.Kind`
    :param ground: one of :class:`GateException.Ground`
    :raises RefusedText.DoesNotExist: if there is none, or the actor reviews nothing on this site
    :raises OwnText: if the actor wrote it, or is a party of the contract
    :raises IllegalMove: if the text had its exception already
    :raises Invalid: if it belongs to no contract, or a kind, the ground, the reason or the days make no sense
    """
    require_reviewer(act)
    refused = RefusedText.objects.get(id=refused_id)
    someone_else(act, refused)
    if refused.contract_id is None:
        raise Invalid(gettext("Only what was said on a contract or a proposal can have an exception."))
    if not kinds or not set(kinds) <= set(Kind):
        raise Invalid(gettext("Please say which kinds of contact details pass."), field="kinds")
    if ground not in GateException.Ground.values:
        raise Invalid(gettext("Please say what it is for."), field="ground")
    if not 1 <= days <= DAYS_MAX:
        raise Invalid(gettext("Please choose between 1 and %(max)s days.") % {"max": DAYS_MAX}, field="days")
    exception = GateException(
        contract_id=refused.contract_id,
        because=refused,
        kinds=sorted(kinds),
        ground=ground,
        reason=reason_of(reason),
        granted_by_id=act.actor_id,
        granted_at=act.at,
        until=act.at + timedelta(days=days),
    )
    insert_once(exception)
    # In the site's name: a review gives nobody access to the rest of the record.
    site = Act.by_site(act.at, request_id=act.request_id, via=act.via)
    record.append(
        site,
        refused.contract_id,
        ExceptionGranted(exception.id, tuple(exception.kinds), ground, exception.until, Text(exception.reason)),
    )
    return exception
