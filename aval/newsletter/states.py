"""A subscription's states, its moves, and the moments of consent."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    """Asked for, confirmed from the address itself, ended."""

    ASKED = "asked", _("Not confirmed yet")
    CONFIRMED = "confirmed", _("Subscribed")
    ENDED = "ended", _("Unsubscribed")


class Moment(models.TextChoices):
    """What was said at a moment of consent."""

    ASKED = "asked", _("asked for the newsletter")
    CONFIRMED = "confirmed", _("confirmed the address")
    CHANGED = "changed", _("changed what is wanted")
    ENDED = "ended", _("ended the newsletter")


MOVES = {
    Status.ASKED: {Status.CONFIRMED, Status.ENDED},
    Status.CONFIRMED: {Status.ENDED},
    Status.ENDED: {Status.ASKED},
}
