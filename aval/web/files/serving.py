"""Sending a kept file back. Whoever calls this has checked that the reader may have it."""

from django.http import FileResponse, HttpRequest

from aval.files import queries
from aval.files.models import Attachment

SANDBOX = "default-src 'none'; style-src 'none'; sandbox"
"""Should a browser show the file all the same, nothing in it may run, load or reach the site."""


def serve(request: HttpRequest, attachment: Attachment) -> FileResponse:
    """Return the file as a download; a raster picture may be shown in place when ``?shown=1`` asks for it."""
    shown = attachment.is_picture and request.GET.get("shown") == "1"
    response = FileResponse(
        queries.open_file(attachment.sha256),
        as_attachment=not shown,
        filename=attachment.name,
        content_type=attachment.media if shown else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    # Its address is its own for ever, but only this reader was let in.
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["ETag"] = f'"{attachment.sha256}"'
    return response
