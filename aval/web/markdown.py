"""Markdown as people write it, into HTML that can do no harm."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {
    *("p", "br", "hr", "strong", "em", "s", "del", "code", "pre", "blockquote", "ul", "ol", "li", "a"),
    *("h3", "h4", "table", "thead", "tbody", "tr", "th", "td"),
}
"""What a text may contain. No images: nothing is fetched from addresses that people type."""

_parser = MarkdownIt("commonmark", {"breaks": True, "html": False}).enable(["table", "strikethrough"])


def render(text: str) -> SafeString:
    """Turn Markdown into safe HTML: headings from the third level down, links without referrer and followers."""
    html = _parser.render(text)
    for level, shown in (("1", "3"), ("2", "3"), ("5", "4"), ("6", "4")):
        html = html.replace(f"<h{level}>", f"<h{shown}>").replace(f"</h{level}>", f"</h{shown}>")
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc noopener noreferrer",
    )
    return mark_safe(clean)  # noqa: S308 (nh3 has just cleaned it)


def plain(text: str) -> str:
    """Return the text without any markup, for titles, mails and summaries."""
    return nh3.clean(_parser.render(text), tags=set()).strip()
