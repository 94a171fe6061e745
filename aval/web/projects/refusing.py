"""Showing a refusal in the form it is about, with everything that was typed still there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django import forms

from aval.kernel.refusals import Invalid
from aval.moderation.actions import ContactDetailsFound

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attempt(Generic[T]):
    """What came of sending a form.

    :ivar made: what the work made, unless it was refused or the form was not valid
    :ivar refusal: where screening found something: what and where, for the page to show
    """

    made: T | None = None
    refusal: ContactDetailsFound | None = None


def attempt(form: forms.Form, work: Callable[[], T], *, valid: bool | None = None) -> Attempt[T]:
    """Do the work if the form is valid, and put what it refuses about a value beside the field.

    Other refusals are the middleware's.

    :param valid: whether the form, with others that belong to it, is valid; by default the form is asked
    """
    if not (form.is_valid() if valid is None else valid):
        return Attempt()
    try:
        return Attempt(made=work())
    except ContactDetailsFound as found:
        return Attempt(refusal=found)
    except Invalid as invalid:
        form.add_error(invalid.field if invalid.field in form.fields else None, str(invalid.sentence))
        return Attempt()
