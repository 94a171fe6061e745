"""Looking at files, outside any transaction."""

from datetime import timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from aval.files import queries as files
from aval.kernel.acts import Act
from aval.kernel.clock import now
from aval.moderation import actions
from aval.moderation.actions.files import CHECK_FILE
from aval.moderation.models import FileCheck
from aval.screening import Context
from aval.screening.files import Doubt, FileVerdict, screen_file

LEFT_BEHIND = timedelta(minutes=15)


@app.task(name=CHECK_FILE, retry=RetryStrategy(max_attempts=3, wait=5))
def check_file(check_id: str) -> None:
    """Look at one file of a held message. Doing it twice is harmless."""
    check = FileCheck.objects.select_related("held", "attachment").get(id=UUID(check_id))
    if hasattr(check, "result"):
        return
    held = check.held
    try:
        with files.on_disk(check.attachment.sha256) as path:
            verdict = screen_file(path, name=check.attachment.name, context=Context(held.subject, tuple(held.skills)))
    except FileNotFoundError:
        verdict = FileVerdict(doubts=(Doubt.DAMAGED,))
    actions.record_file_result(Act.by_site(now(), via="worker"), check_id=check.id, verdict=verdict)


@app.periodic(cron="*/5 * * * *")
@app.task(name="moderation.check_left_behind", queueing_lock="moderation.check_left_behind")
def check_left_behind(timestamp: int) -> None:  # noqa: ARG001  # what the scheduler passes
    """Look again for files whose job was lost, for instance because its worker died."""
    waiting = FileCheck.objects.filter(result=None, held__release=None, held__refused=None)
    for check_id in waiting.filter(held__held_at__lt=now() - LEFT_BEHIND).values_list("id", flat=True):
        check_file.defer(check_id=str(check_id))
