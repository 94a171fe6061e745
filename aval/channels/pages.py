"""Reading HTML that others made: the standard library's parser, which in one place gives up where browsers go on."""

from html.parser import HTMLParser

__all__ = ["Page"]


class Page(HTMLParser):
    """The base of each source's page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Pass over ``<![…>`` as a comment (WHATWG HTML, 13.2.5.42); Python 3.11 fails at a keyword it doesn't know."""
        return self.parse_bogus_comment(i, bool(report))
