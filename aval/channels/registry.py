"""All sources. A new one is a folder and a line here."""

from __future__ import annotations

from types import ModuleType

from aval.channels.discord import source as discord
from aval.channels.googlechat import source as googlechat
from aval.channels.imessage import source as imessage
from aval.channels.linkedin import source as linkedin
from aval.channels.mail import source as mail
from aval.channels.matrix import source as matrix
from aval.channels.meta import source as meta
from aval.channels.signal import source as signal
from aval.channels.skype import source as skype
from aval.channels.slack import source as slack
from aval.channels.sms import source as sms
from aval.channels.sources import Source
from aval.channels.teams import source as teams
from aval.channels.telegram import source as telegram
from aval.channels.transcripts import source as transcripts
from aval.channels.whatsapp import source as whatsapp
from aval.channels.zoom import source as zoom


def _source(module: ModuleType) -> Source:
    return Source(module.NAME, module.LOOKED_FOR, module.guess, module.read)


SOURCES: tuple[Source, ...] = tuple(
    _source(module)
    for module in (
        whatsapp,
        telegram,
        slack,
        discord,
        skype,
        teams,
        mail,
        sms,
        transcripts,
        zoom,
        meta,
        signal,
        linkedin,
        imessage,
        matrix,
        googlechat,
    )
)
