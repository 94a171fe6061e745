"""What all refusals have in common: they are for people, and the edge knows how to answer each.

A refusal says what happened, why, and what to do next, in the reader's language, and changes nothing.
"""

from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """Something was asked that can't be done now; nothing changed.

    Subclasses set ``sentence`` (what happened and why) and ``advice`` (what to do next), both translatable,
    and ``status``, the HTTP status that web and API answer with. Instances may override the texts.
    """

    sentence: object = _("That can't be done.")
    advice: object = _("Reload the page to see how things stand, then try again.")
    status = 409
    commits = False
    """Whether what was written before the refusal stays: so for refusals that are rows of their own."""

    def __init__(self, sentence: object | None = None, *, advice: object | None = None) -> None:
        if sentence is not None:
            self.sentence = sentence
        if advice is not None:
            self.advice = advice
        super().__init__(str(self.sentence))


class IllegalMove(Refusal):
    """The thing is in a state from which this can't be done."""

    sentence = _("That can't be done any more: things have moved on since this page was loaded.")


class NotAllowed(Refusal):
    """The actor may see the thing but not do this to it."""

    sentence = _("You can see this, but it is not yours to do.")
    advice = _("Ask the person whose turn it is.")
    status = 403


class Invalid(Refusal):
    """A value given can't be accepted; ``field`` names it."""

    sentence = _("Something in the form can't be accepted.")
    advice = _("Correct the marked field; everything else you typed is still there.")
    status = 422

    def __init__(self, sentence: object | None = None, *, field: str = "", advice: object | None = None) -> None:
        super().__init__(sentence, advice=advice)
        self.field = field
