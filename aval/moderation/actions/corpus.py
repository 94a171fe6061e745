"""Reviewed texts that help to measure screening: with their author's consent, and without personal data."""

from uuid import UUID

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aval.accounts import queries as accounts
from aval.kernel.acts import Act
from aval.kernel.refusals import IllegalMove, Invalid, NotAllowed
from aval.kernel.transactions import action
from aval.moderation import anonymous
from aval.moderation.actions.reviews import insert_once, require_reviewer, someone_else
from aval.moderation.models import CorpusCase, CorpusConsent, RefusedText

LANGUAGES = ("es", "pt", "en")


class NoConsent(NotAllowed):
    """The author did not agree, or nobody has decided on the text yet."""

    sentence = _("This text can't help to measure screening: its author has not agreed to that.")
    advice = _("Only the author can agree, on the page of the text.")


@action
def agree_to_corpus(act: Act, *, refused_id: UUID) -> CorpusConsent:
    """Agree that one's own reviewed text may, without personal data, help to measure screening. Harmless to repeat.

    :raises RefusedText.DoesNotExist: if there is none, or it is another person's
    :raises IllegalMove: if nobody has decided on it yet
    """
    refused = RefusedText.objects.get(id=refused_id, author_id=act.actor_id)
    if not hasattr(refused, "decision"):
        raise IllegalMove(gettext("Nobody has decided on this text yet."))
    consent, _new = CorpusConsent.objects.get_or_create(refused=refused, defaults={"consented_at": act.at})
    return consent


@action
def add_to_corpus(
    act: Act, *, refused_id: UUID, marked: str, lang: str, kind: str, obfuscation: str = "none"
) -> CorpusCase:
    """Add a reviewed text to the corpus, as a reviewer who saw that nobody can be known from it.

    :param marked: the text with invented values, what leads outside between ``[[`` and ``]]``
    :raises RefusedText.DoesNotExist: if there is none, or the actor reviews nothing on this site
    :raises OwnText: if the actor wrote it
    :raises NoConsent: if its author has not agreed
    :raises IllegalMove: if it was added already
    :raises Invalid: if it still holds what identifies somebody, a mark is missing, or the language or kind is none
    """
    require_reviewer(act)
    refused = RefusedText.objects.select_related("decision", "consent", "author").get(id=refused_id)
    someone_else(act, refused)
    if not hasattr(refused, "consent"):
        raise NoConsent
    try:
        text, spans = anonymous.taken_apart(marked.strip())
    except ValueError:
        raise Invalid(gettext("A mark that opens or closes is missing."), field="marked") from None
    name = accounts.display_names({refused.author_id})[refused.author_id]
    if left := anonymous.still_there(refused, text, [name]):
        raise Invalid(gettext("This still stands in it: %(words)s") % {"words": ", ".join(left)}, field="marked")
    label = "clean" if refused.decision.allowed else "contact"
    if not text or lang not in LANGUAGES or not kind.strip() or (label == "contact") != bool(spans):
        raise Invalid(gettext("The language, the kind and the marks have to fit what was decided."), field="marked")
    case = CorpusCase(
        consent=refused.consent,
        line={
            "id": f"reviewed-{refused.id.hex[-12:]}",
            "lang": lang,
            "text": text,
            "label": label,
            "kind": kind.strip()[:40],
            "obfuscation": obfuscation.strip()[:40] or "none",
            "spans": spans,
        },
        checked_by_id=act.actor_id,
        added_at=act.at,
    )
    insert_once(case)
    return case
