"""The bridges there are. To add one, add its folder and its line."""

from aval.imports.bridges.interface import Bridge
from aval.imports.bridges.slack import Slack
from aval.imports.bridges.telegram import Telegram
from aval.imports.bridges.twilio import Twilio
from aval.imports.bridges.whatsapp import WhatsApp

BRIDGES: dict[str, Bridge] = {
    "whatsapp": WhatsApp(),
    "telegram": Telegram(),
    "slack": Slack(),
    "twilio": Twilio(),
}


def on() -> dict[str, Bridge]:
    """Return the bridges that this site has an account for."""
    return {name: bridge for name, bridge in BRIDGES.items() if bridge.is_on}
