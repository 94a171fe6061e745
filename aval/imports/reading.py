"""Reading a held export through ``aval.channels``, and refusing in a person's words what can't be read."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from aval.channels import Entry, Export, ExportRefused, UnknownExport, open_export
from aval.files import storage
from aval.imports.models import Import
from aval.kernel.refusals import Refusal

ENTRIES_MAX = 50_000


class ExportUnreadable(Refusal):
    """The file is no export that we can read; the sentence says why."""

    sentence = _("This file is no export that can be read here.")
    status = 422
    field = "file"
    advice = _("Choose the file again as the app exported it. Nothing was changed.")


_KNOWN = _(
    "From WhatsApp it is the .txt or .zip file that “Export chat” gives, unchanged. Exports of Telegram, Messenger, "
    "Instagram, Signal, Slack, Discord, Teams, Skype, Zoom, Meet, Google Chat, LinkedIn, iMessage, Matrix, SMS and "
    "mail can be read too."
)


class TooManyEntries(Refusal):
    """The export holds more messages than one import takes."""

    sentence = _("This export holds more than 50,000 messages.")
    advice = _("Choose a shorter range of dates in the app, and bring it in in parts.")
    status = 422


@contextmanager
def opened(held: Import) -> Iterator[Export]:
    """Open the working copy of an import with what its uploader told about it.

    :raises ExportUnreadable: if it can't be read
    """
    try:
        with (
            storage.held_path(held.id).open("rb") as file,
            open_export(file, held.file_name, zone=held.zone or None, day_first=held.day_first) as export,
        ):
            yield export
    except UnknownExport as refused:
        # All that was looked for, file by file, is a page of its own: no answer to somebody with a phone.
        raise ExportUnreadable(
            _("This is not an export that Aval can read. Nothing was changed."), advice=_KNOWN
        ) from refused
    except ExportRefused as refused:
        raise ExportUnreadable(refused.sentence((get_language() or "en")[:2])) from refused
    except FileNotFoundError as gone:
        raise ExportUnreadable(_("This export is no longer here: it is kept for seven days only.")) from gone


def entries(export: Export) -> list[Entry]:
    """Return what people wrote, in file order; what the app wrote itself is left out.

    :raises TooManyEntries: if there are more than 50,000
    :raises ExportUnreadable: if there are none
    """
    found: list[Entry] = []
    for entry in export:
        if entry.author is not None:
            found.append(entry)
            if len(found) > ENTRIES_MAX:
                raise TooManyEntries
    if not found:
        raise ExportUnreadable(_("There are no messages in this export."))
    return found
