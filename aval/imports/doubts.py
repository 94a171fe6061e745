"""Doubts about what arrived live, in a sentence each; those about exports are ``aval.channels``' own."""

from collections.abc import Mapping

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aval.channels import Flag

SENTENCES: Mapping[str, object] = {
    "mail-unsigned": _(
        "Nothing shows that this mail comes from the address that it names: no signature, no permitted server."
    ),
    "mail-forged": _("This mail carries a signature that does not fit it: it was changed on the way, or is forged."),
    "mail-rejected": _(
        "The domain that this mail names asks to refuse mail like this one: it did not come from there."
    ),
    "mail-several-authors": _("This mail names several authors, or none."),
    "mail-partly-signed": _("Only a part of this mail is signed; what follows that part may have been added."),
    "mail-forwarded": _(
        "This mail was passed on by another server that says it was in order; nobody else can check that."
    ),
    "mail-automatic": _("A program sent this mail by itself."),
    "only-one-side": _("The other party's export covers this moment and does not hold this message."),
}


def sentence(flag: Flag) -> str:
    """Return a doubt in the reader's language."""
    if flag.code in SENTENCES:
        return str(SENTENCES[flag.code])
    return flag.sentence((get_language() or "en")[:2])
