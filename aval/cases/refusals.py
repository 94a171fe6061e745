"""What cases refuse, and why, for people."""

from django.utils.translation import gettext_lazy as _

from aval.kernel.refusals import Invalid, NotAllowed, Refusal


class NotYourTurn(Refusal):
    """An offer waits for the other side's answer."""

    sentence = _("The last offer is yours; the other side's answer is awaited now.")
    advice = _("You can wait for the answer until the time shown, or ask for a mediator at any moment.")


class NotTheLastOffer(Refusal):
    """The offer was followed by another one."""

    sentence = _("A newer offer has been made since; this one can't be accepted any more.")
    advice = _("Look at the latest offer first.")


class SplitDoesNotAddUp(Invalid):
    """The two shares are not what the escrow holds."""

    sentence = _("The part that goes back to the client must be between nothing and the whole amount in escrow.")

    def __init__(self) -> None:
        super().__init__(field="to_client")


class GroundsMissing(Invalid):
    """A ruling without reasons, or without events that it relies on."""

    sentence = _("A ruling needs its reasons and at least one event of the record that it relies on.")
    advice = _("Give the numbers of the events, as they stand in the case file.")

    def __init__(self, field: str = "relied_on") -> None:
        super().__init__(field=field)


class NoSuchEvent(Invalid):
    """A number cited is not in the record."""

    def __init__(self, seq: int, field: str = "relied_on") -> None:
        super().__init__(_("The record has no event no. %(seq)s.") % {"seq": seq}, field=field)


class NotTheMediator(NotAllowed):
    """Only the mediator assigned to the case may do this."""

    sentence = _("Only the mediator who hears this case can do that.")


class AppealTooLate(Refusal):
    """The time to appeal is over."""

    sentence = _("The time to appeal is over; the ruling is final.")
    advice = _("The record, the ruling and its reasons stay available to you as a dossier.")
