"""Stops a file that is too large while it arrives, and remembers that it did."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from aval.files.actions import FileIsTooLarge

_MARK = "_aval_too_large"


class SizeLimit(FileUploadHandler):
    """The first upload handler: what comes past ``FILE_BYTES_MAX`` is read and dropped, and an answer given."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count, and pass on to the next handler what is within the limit."""
        del start
        self.received += len(raw_data)
        if self.received > settings.FILE_BYTES_MAX:
            setattr(self.request, _MARK, True)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers that keep it."""


def uploaded(request: HttpRequest, field: str) -> "list[UploadedFile[Any]]":
    """Return the files of a form's field.

    :raises FileIsTooLarge: if one of the request's files was past the limit and therefore dropped
    """
    files = request.FILES.getlist(field)
    if getattr(request, _MARK, False):
        raise FileIsTooLarge
    return files
