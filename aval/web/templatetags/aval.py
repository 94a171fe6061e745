"""Tags and filters that every template may use; documented in docs/design-system.md."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from aval.imports.sources import name_of
from aval.kernel.clock import now
from aval.kernel.ids import new_id
from aval.kernel.money import Money
from aval.web import formats
from aval.web import markdown as marks
from aval.web.icons import ICONS
from aval.web.moderation.forms import KIND_NAMES
from aval.web.tones import tone_of

register = template.Library()

HUES = 6


@register.filter
def kind_names(kinds: Iterable[str]) -> str:
    """Name kinds of what screening found in people's words."""
    return ", ".join(str(KIND_NAMES[kind]) for kind in kinds)


@register.filter
def money(amount: Money | None, classes: str = "") -> SafeString | str:
    """Show an amount; ``{{ total|money:"big" }}`` adds classes. Nothing is shown for None."""
    if amount is None:
        return ""
    return format_html(
        '<data class="money {}" value="{}">{}</data>', classes, amount.decimal, formats.money_text(amount)
    )


@register.filter
def money_text(amount: Money | None) -> str:
    """Write an amount without markup, for titles, options and mails."""
    return "" if amount is None else formats.money_text(amount)


@register.filter
def when(moment: datetime | None) -> SafeString | str:
    """Show how far away a moment is, with the exact time behind it."""
    return "" if moment is None else _time(moment, formats.near_text(moment), formats.exact_text(moment))


@register.filter
def is_near(moment: datetime) -> bool:
    """Tell whether ``when`` says how far away this is, rather than repeating its day."""
    return formats.is_near(moment)


@register.filter
def is_past(moment: datetime) -> bool:
    """Tell whether a moment is over, as a deadline that was missed."""
    return moment < now()


@register.filter
def exact(moment: datetime | None) -> SafeString | str:
    """Show day, time and zone in full."""
    return "" if moment is None else _time(moment, formats.exact_text(moment), "")


@register.filter
def day(moment: datetime | date | None) -> SafeString | str:
    """Show the day only."""
    return "" if moment is None else _time(moment, formats.day_text(moment), "")


def _time(moment: datetime | date, text: str, title: str) -> SafeString:
    return format_html('<time datetime="{}" title="{}">{}</time>', moment.isoformat(), title or text, text)


@register.filter
def size(bytes_: int | None) -> str:
    """Write a file's size with its unit."""
    return "" if bytes_ is None else formats.size_text(bytes_)


@register.filter
def markdown(text: str) -> SafeString:
    """Render Markdown, cleaned."""
    return marks.render(text or "")


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon; without a label it is decoration and says nothing to a screen reader."""
    # Names come from templates and paths from icons.py, never from people.
    drawing = mark_safe(ICONS[name])  # noqa: S308
    if label:
        return format_html('<svg viewBox="0 0 24 24" role="img" aria-label="{}">{}</svg>', label, drawing)
    return format_html('<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>', drawing)


@register.simple_tag
def chip(state: object, label: object = "", tone: str = "", icon_name: str = "") -> SafeString:
    """Show a state: ``{% chip milestone.status milestone.get_status_display %}``; tone and icon follow from it."""
    known_tone, known_icon = tone_of(str(state))
    picture = icon(icon_name or known_icon) if icon_name or known_icon else ""
    text = label or getattr(state, "label", state)
    return format_html(
        '<span class="chip tone-{}" data-state="{}">{}{}</span>', tone or known_tone, state, picture, text
    )


@register.simple_tag
def avatar(person: Any, classes: str = "") -> SafeString:
    """Draw a person's initials on a colour that stays theirs. ``person``: an account, or anything that shows a name."""
    name = str(getattr(person, "display_name", person)).strip() or "?"
    words = name.split()
    initials = (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper()
    return format_html(
        '<span class="avatar hue-{} {}" aria-hidden="true">{}</span>', _hue(person, name), classes, initials
    )


def _hue(person: Any, name: str) -> int:
    own_id = getattr(person, "id", None)
    return (own_id.int if isinstance(own_id, UUID) else sum(name.encode())) % HUES


@register.simple_tag
def rating(stars: float | None, count: int | None = None) -> SafeString:
    """Show a mean of one to five stars, and of how many reviews it is."""
    if stars is None:
        return format_html('<span class="rating"><span class="of">{}</span></span>', _("No reviews yet"))
    text = formats.figure_text(round(stars, 1))
    spoken = _("%(stars)s out of 5") % {"stars": text}
    of = "" if count is None else format_html(' <span class="of">({})</span>', count)
    return format_html(
        '<span class="rating"><span class="star">{}</span>'
        '<span class="visually-hidden">{}</span><span aria-hidden="true">{}</span>{}</span>',
        icon("star"),
        spoken,
        text,
        of,
    )


@register.simple_tag(takes_context=True)
def once(context: Mapping[str, Any]) -> SafeString:
    """Mark a form so that sending it twice does its work once; a form shown again after a refusal gets a new mark."""
    return format_html('<input type="hidden" name="once" value="{}">', context.get("once_key") or new_id())


@register.filter
def css_class(field: Any, classes: str) -> SafeString:
    """Render a form field's widget with further classes."""
    widget: str = field.as_widget(attrs={"class": classes})
    return mark_safe(widget)  # noqa: S308 (Django's own widget has escaped it)


@register.filter
def is_check(bound_field: Any) -> bool:
    """Whether a field is one checkbox, whose label stands after it."""
    return getattr(bound_field.field.widget, "input_type", "") == "checkbox" and not is_choices(bound_field)


@register.filter
def is_choices(bound_field: Any) -> bool:
    """Whether a field is a list of radios or checkboxes."""
    return bool(bound_field.field.widget.use_fieldset)


@register.filter
def source_name(source: str) -> str:
    """Return what people call the app that a conversation comes from."""
    return name_of(source)


@register.filter
def get(mapping: Mapping[Any, Any], key: object) -> Any:
    """Look a key up: ``{{ counts|get:status }}``."""
    return mapping.get(key)
