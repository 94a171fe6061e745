"""What people call the apps that conversations come from."""

NAMES = {
    "whatsapp": "WhatsApp",
    "imessage": "iMessage",
    "sms": "SMS",
    "email": "E-mail",
    "mbox": "E-mail",
    "eml": "E-mail",
    "msg": "E-mail",
    "call": "Twilio",
    "twilio": "SMS",
    "linkedin": "LinkedIn",
    "googlechat": "Google Chat",
    "messenger": "Messenger",
    "vtt": "WebVTT",
    "srt": "SubRip",
    "sbv": "SBV",
}


def name_of(source: str) -> str:
    """Return a source's name as people write it.

    >>> name_of("whatsapp"), name_of("telegram")
    ('WhatsApp', 'Telegram')
    """
    return NAMES.get(source, source.replace("-", " ").title())
