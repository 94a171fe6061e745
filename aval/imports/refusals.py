"""What imports and minutes refuse."""

from django.utils.translation import gettext_lazy as _

from aval.kernel.refusals import Invalid, Refusal


class GateIsClosed(Refusal):
    """Nothing comes in from outside before contact outside is open."""

    sentence = _("Outside conversations can be brought in once the first milestone's money is in escrow.")
    advice = _("Until then, say here what matters.")


class ZoneNeeded(Invalid):
    """The export holds clock times without a zone."""

    sentence = _("This export does not say in which time zone its times are.")
    advice = _("Choose the time zone of the phone that it comes from.")

    def __init__(self) -> None:
        super().__init__(field="zone")


class DatesNeeded(Invalid):
    """Nothing in the export tells days from months."""

    sentence = _("The dates in this export can be read in two ways.")
    advice = _("Tell us which reading is right; we never guess.")

    def __init__(self) -> None:
        super().__init__(field="day_first")


class PeopleNeeded(Invalid):
    """A name in the export was not mapped, or neither party was."""

    sentence = _("Please say who each person in the export is, and which of them are the two of you.")

    def __init__(self) -> None:
        super().__init__(field="people")


class NothingNew(Refusal):
    """All that was chosen is in the record already."""

    sentence = _("Everything you chose is in the record already. Nothing was added.")
    advice = _("Choose other dates, or discard this import.")


class AnsweredAlready(Refusal):
    """The party has said what they say of this entry."""

    sentence = _("You have answered this already, and an answer stays.")
    advice = _("If something is wrong with it, say so in the conversation.")


class CallInTheFuture(Invalid):
    """The call has not happened yet."""

    sentence = _("This call has not begun yet.")
    advice = _("Write the minutes afterwards.")

    def __init__(self) -> None:
        super().__init__(field="began_at")


class ClaimForOther(Refusal):
    """A message that names the other party's address can't be claimed by this one."""

    sentence = _("This message names the other party's address, so only they can say that they wrote it.")
    advice = _("Ask them to claim it, or leave it where it is: it is kept either way.")
    status = 403


class TooManyWaiting(Refusal):
    """So many messages wait to be claimed that no more are taken."""

    sentence = _("Too many messages wait to be claimed on this contract.")
    advice = _("Claim or set aside those that wait.")


class BridgeIsOff(Refusal):
    """The site has no account at this app's provider."""

    sentence = _("This site is not connected to that app.")
    advice = _("Bring the conversation in as an export instead.")


class ChatLinkedElsewhere(Refusal):
    """The chat is linked to another contract."""

    sentence = _("This chat is linked to another contract already.")
    advice = _("End that link first, or use another chat.")


class DismissedAlready(Refusal):
    """Somebody said a word about this gap before."""

    sentence = _("Somebody has answered this already, and the answer stays.")
    advice = _("If something is missing after all, bring it in.")


class NoSuchGap(Refusal):
    """The record does not lack that, or not any more."""

    sentence = _("The record does not lack this any more.")
    advice = _("Reload the page to see what it lacks now.")
    status = 404
