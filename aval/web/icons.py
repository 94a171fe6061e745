# ruff: noqa: E501 (an outline is one word)
"""The icons, drawn on a 24-unit grid with a round stroke of 1.75; `{% icon "name" %}` puts one into the page."""

STROKES: dict[str, str] = {
    "alert": "M12 9v4.5M12 17h.01M10.4 4 2.6 17.6A1.9 1.9 0 0 0 4.2 20.4h15.6a1.9 1.9 0 0 0 1.6-2.8L13.6 4a1.9 1.9 0 0 0-3.2 0Z",
    "archive": "M4 8h16v11a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V8ZM3 4h18v4H3V4Zm7 8h4",
    "arrow-left": "M19 12H5m6-6-6 6 6 6",
    "arrow-right": "M5 12h14m-6-6 6 6-6 6",
    "audio": "M9 17V6l10-2v11M9 17a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Zm10-2a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0Z",
    "bell": "M6 10a6 6 0 1 1 12 0c0 5 2 6.5 2 6.5H4S6 15 6 10Zm4 10a2.2 2.2 0 0 0 4 0",
    "bookmark": "M6 4h12v16l-6-4.5L6 20V4Z",
    "briefcase": "M4 8h16v11H4V8Zm5 0V5.5A1.5 1.5 0 0 1 10.5 4h3A1.5 1.5 0 0 1 15 5.5V8M4 13h16",
    "calendar": "M4 6h16v14H4V6Zm0 5h16M8 3v5m8-5v5",
    "chat": "M4 5h16v11H9.5L5 20v-4H4V5Z",
    "check": "m5 12.5 4.5 4.5L19 7.5",
    "check-circle": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-4-8.7 2.8 2.8L16 9.8",
    "chevron-down": "m6 9.5 6 6 6-6",
    "chevron-right": "m9.5 6 6 6-6 6",
    "clock": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-14v5l3.5 2",
    "coins": "M9 12a5.5 3 0 1 0 0-6 5.5 3 0 0 0 0 6Zm-5.5-3v4c0 1.7 2.5 3 5.5 3m-5.5-3v4c0 1.7 2.5 3 5.5 3M15 18a5.5 3 0 1 0 0-6 5.5 3 0 0 0 0 6Zm-5.5-3v3.5c0 1.7 2.5 3 5.5 3s5.5-1.3 5.5-3V15",
    "device": "M4 5h16v11H4V5Zm4 15h8m-4-4v4",
    "dots": "M5.5 12h.01M12 12h.01M18.5 12h.01",
    "download": "M12 4v11m-4.5-4.5L12 15l4.5-4.5M4.5 20h15",
    "edit": "m5 19 1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L9 18l-4 1Zm9.5-12.5 3 3",
    "external": "M13 5h6v6m0-6-9 9M10 6H5v13h13v-5",
    "eye": "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6Z",
    "file": "M6 3h8l4 4v14H6V3Zm8 0v4h4",
    "filter": "M4 6h16M7 12h10m-7 6h4",
    "flag": "M6 21V4h11.5l-2 4.5 2 4.5H6",
    "gavel": "m13.5 4 6 6m-8-4 6 6m-5-5-9.5 9.5 1.5 1.5L14 8.5M12 20h8",
    "globe": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-9-9h18M12 3c2.5 2.5 3.5 5.5 3.5 9s-1 6.5-3.5 9c-2.5-2.5-3.5-5.5-3.5-9S9.5 5.5 12 3Z",
    "hand": "M8 12V6.5a1.5 1.5 0 0 1 3 0V11m0-5.5v-1a1.5 1.5 0 0 1 3 0V11m0-4.5a1.5 1.5 0 0 1 3 0V14a7 7 0 0 1-7 7c-3 0-4.5-1.5-6-4l-2-3.5a1.5 1.5 0 0 1 2.5-1.7L8 14",
    "history": "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5M12 8v4.5l3 1.7",
    "home": "m4 11 8-7 8 7v9h-5.5v-5.5h-5V20H4v-9Z",
    "image": "M4 5h16v14H4V5Zm0 11 4.5-4.5L13 16l2.5-2.5L20 18M15.5 9.5h.01",
    "info": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm0-9.5V16m0-8.5h.01",
    "key": "M14.5 14a5 5 0 1 0-4.7-3.3L3.5 17v3.5H7V18h2.5v-2.5l1.3-1.3A5 5 0 0 0 14.5 14ZM16 8h.01",
    "link": "m10 14 4-4m-2.5-2.5 2-2a4.2 4.2 0 0 1 6 6l-2 2m-11 0-2 2a4.2 4.2 0 0 0 6 6l2-2",
    "list": "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
    "lock": "M5.5 11h13v9.5h-13V11ZM8 11V8a4 4 0 1 1 8 0v3m-4 3.5v2.5",
    "logout": "M14 4H5v16h9m-4-8h10.5M17 8.5l3.5 3.5-3.5 3.5",
    "mail": "M3.5 5.5h17v13h-17v-13Zm0 1.5 8.5 6.5L20.5 7",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "minus": "M5 12h14",
    "moon": "M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5Z",
    "paperclip": "m20 11.5-8.2 8.2a5 5 0 0 1-7-7.1L13.3 4a3.4 3.4 0 0 1 4.8 4.8l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4L15 7",
    "pen": "M4 20c3-1 4-4 5.5-4s1.5 3 3.5 3 2-2 4-2 3 1 3 1M6 14l8.5-9.5 3.5 3L9.5 17 5.5 17.5 6 14Z",
    "phone": "M6 4h3.5l1.5 4.5-2 1.5a11 11 0 0 0 5 5l1.5-2 4.5 1.5V18a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2Z",
    "plus": "M12 5v14M5 12h14",
    "quote": "M9.5 6 4 11.5 9.5 17M4 11.5h9.5a6 6 0 0 1 6 6V19",
    "refresh": "M20 5v5h-5m-11 9v-5h5M5.5 9.5A7.5 7.5 0 0 1 19 8l1 2M4 14l1 2a7.5 7.5 0 0 0 13.5-1.5",
    "scale": "M12 4v16M7.5 20h9M5 7l7-1.5L19 7M5 7l-3 7a3.2 3.2 0 0 0 6 0L5 7Zm14 0-3 7a3.2 3.2 0 0 0 6 0l-3-7Z",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.5 4.5",
    "send": "m4 12 16-8-5 16-3.5-6.5L4 12Zm7.5 1.5L20 4",
    "settings": "M4 7h9m5 0h2M4 17h2m5 0h9M15.5 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-7 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
    "shield": "M12 3.5 19.5 6v6c0 4.5-3 7.3-7.5 9-4.5-1.7-7.5-4.5-7.5-9V6L12 3.5Zm-3.5 8.3 2.5 2.5 4.5-4.7",
    "sun": "M12 16.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM12 2v2m0 16v2M2 12h2m16 0h2M4.9 4.9l1.4 1.4m11.4 11.4 1.4 1.4m0-14.2-1.4 1.4M6.3 17.7l-1.4 1.4",
    "trash": "M4.5 7h15M9 7V4.5h6V7m-8.5 0 1 13h9l1-13M10.5 11v5.5m3-5.5v5.5",
    "unlock": "M5.5 11h13v9.5h-13V11ZM8 11V8a4 4 0 0 1 7.7-1.5M12 14.5v2.5",
    "upload": "M12 15V4M7.5 8.5 12 4l4.5 4.5M4.5 20h15",
    "user": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-8 8.5c.5-4 3.7-6 8-6s7.5 2 8 6",
    "users": "M9 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6.5 7.5c.5-3.5 3-5 6.5-5s6 1.5 6.5 5M16 12a3.2 3.2 0 0 0 0-6.4m2 9.2c2 .7 3.2 2.2 3.5 4.7",
    "vault": "M4 4h16v14H4V4Zm2.5 14v2.5m11-2.5v2.5M12 14.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm0-3.5h.01M12 7.5V6m0 10v-1.5M15.5 11H17M7 11h1.5",
    "video": "M3.5 6.5h11v11h-11v-11Zm11 4 6-3v9l-6-3",
    "wallet": "M4 7.5V18a1.5 1.5 0 0 0 1.5 1.5H20v-12H5.5A1.5 1.5 0 0 1 4 6a1.5 1.5 0 0 1 1.5-1.5H17v3M16 13.5h.01",
    "x": "m6 6 12 12M18 6 6 18",
    "x-circle": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18Zm-3-12 6 6m0-6-6 6",
}
"""Outlines: the `d` of one path each."""

STAR = "m12 3.3 2.7 5.5 6 .9-4.3 4.2 1 6L12 17l-5.4 2.9 1-6-4.3-4.2 6-.9L12 3.3Z"


def _seal_outline(points: int = 16, outer: float = 11.0, inner: float = 9.6) -> str:
    """Draw the seal's wavy edge: quadratic waves around a circle."""
    from math import cos, pi, sin  # noqa: PLC0415 (only for drawing, once at import)

    def at(angle: float, radius: float) -> str:
        return f"{12 + radius * cos(angle):.2f} {12 + radius * sin(angle):.2f}"

    step = 2 * pi / points
    path = [f"M{at(-step / 2, inner)}"]
    path += [f"Q{at(i * step, outer + 1.1)} {at((i + 0.5) * step, inner)}" for i in range(points)]
    return "".join(path) + "Z"


SEAL_OUTLINE = _seal_outline()

ICONS: dict[str, str] = {
    name: f'<path d="{path}" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round"'
    ' stroke-linejoin="round"/>'
    for name, path in STROKES.items()
} | {
    "star": f'<path d="{STAR}" fill="currentColor"/>',
    "star-empty": f'<path d="{STAR}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>',
    "seal": f'<path d="{SEAL_OUTLINE}" fill="none" stroke="currentColor" stroke-width="1.5" stroke-linejoin="round"/>'
    '<path d="m8 12.2 2.8 2.8L16 9.5" fill="none" stroke="currentColor" stroke-width="1.75"'
    ' stroke-linecap="round" stroke-linejoin="round"/>',
    "logo": f'<path d="{SEAL_OUTLINE}" fill="currentColor"/>'
    '<path class="cut" d="M7.7 16.2 12 7.3l4.3 8.9M9.3 13.3l2.2 1.9 4-3.6" fill="none" stroke-width="1.6"'
    ' stroke-linecap="round" stroke-linejoin="round"/>',
}
