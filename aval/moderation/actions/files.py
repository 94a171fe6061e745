"""Files wait until they were looked at: held with their message, judged by a job, released or refused."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from aval.files.models import Attachment
from aval.kernel.acts import Act
from aval.kernel.refusals import Refusal
from aval.kernel.transactions import action, step
from aval.moderation import queries
from aval.moderation.actions.texts import as_json
from aval.moderation.events import FilesAllowed, ReviewAsked, TextRefused
from aval.moderation.models import (
    FileCheck,
    FileResult,
    HeldPost,
    HeldRelease,
    Place,
    RefusedText,
    ReviewRequest,
)
from aval.record import actions as record
from aval.screening.files import FileVerdict, Found

CHECK_FILE = "moderation.check_file"


class FilesBeingChecked(Refusal):
    """The message waits until its files were looked at; its author sees it, the other party does not."""

    sentence = _("Your message waits a moment: its files are being checked. The other party gets it after that.")
    advice = _("You need not send it again; the conversation shows how it stands.")
    status = 202
    commits = True

    def __init__(self, held: HeldPost) -> None:
        self.held = held
        super().__init__()

    def facts(self) -> dict[str, str]:
        """Return what a program needs to know: which message waits."""
        return {"held_id": str(self.held.id), "state": "checking"}


@step
def hold_files(
    act: Act,
    *,
    author_id: UUID,
    contract_id: UUID,
    text: str,
    files: Sequence[Attachment],
    resume: Mapping[str, object],
    subject: str = "",
    skills: Sequence[str] = (),
    after_id: UUID | None = None,
) -> HeldPost | None:
    """Hold a message until its files were looked at; a job then looks at each. Asking twice holds it once.

    :param resume: what the place needs to go on once they are allowed
    :param after_id: the refused text whose review let the message's own words through
    :return: None if nothing has to wait: there are no files, or a reviewer let these very files through before
    """
    if not files or queries.was_allowed(author_id, Place.FILE, _fingerprint(files)):
        return None
    if held := _held_before(author_id, contract_id, text, files, after_id):
        return held
    held = HeldPost.objects.create(
        author_id=author_id,
        contract_id=contract_id,
        text=text,
        subject=subject[:200],
        skills=list(skills),
        resume=resume,
        after_id=after_id,
        held_at=act.at,
    )
    for position, file in enumerate(files):
        check = FileCheck.objects.create(held=held, attachment=file, position=position)
        app.configure_task(CHECK_FILE).defer(check_id=str(check.id))
    return held


@action
def record_file_result(act: Act, *, check_id: UUID, verdict: FileVerdict) -> HeldPost:
    """Note what looking at a file gave; after a message's last file, release it or refuse it. Harmless to repeat.

    :raises FileCheck.DoesNotExist: if there is no such file
    """
    held = HeldPost.objects.get(checks__id=check_id)
    # Two files that are done at the same moment must not both leave the rest to the other.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"held {held.id}"])
    FileResult.objects.get_or_create(
        check_of_id=check_id, defaults={"verdict": verdict.as_json(), "checked_at": act.at}
    )
    checks = list(held.checks.select_related("attachment", "result").order_by("position"))
    settled = HeldRelease.objects.filter(held=held).exists() or RefusedText.objects.filter(held=held).exists()
    if not settled and all(hasattr(check, "result") for check in checks):
        _settle(act, held, checks)
    return held


@step
def release_held(act: Act, *, held_id: UUID, because: HeldRelease.Because) -> bool:
    """End a held message's wait, and return whether it was still waiting. The caller delivers it."""
    _release, now = HeldRelease.objects.get_or_create(
        held_id=held_id, defaults={"because": because, "released_at": act.at}
    )
    return now


def _settle(act: Act, held: HeldPost, checks: Sequence[FileCheck]) -> None:
    excepted = queries.excepted_kinds(held.contract_id, at=act.at)
    verdicts = [(check.attachment, FileVerdict.from_json(check.result.verdict)) for check in checks]
    found = [(file, one) for file, verdict in verdicts for one in verdict.found if one.finding.kind not in excepted]
    doubts = [(file, doubt) for file, verdict in verdicts for doubt in verdict.doubts]
    if not found and not doubts:
        # In the site's name: nobody looked at it but a machine.
        site = Act.by_site(act.at, request_id=act.request_id, via=act.via)
        record.append(site, held.contract_id, FilesAllowed(held.id))
        return
    text, findings = _excerpts(found) if found else ("\n".join(file.name for file, _doubt in doubts), [])
    refused = RefusedText.objects.create(
        author_id=held.author_id,
        contract_id=held.contract_id,
        place=Place.FILE,
        text=text,
        text_sha256=_fingerprint([check.attachment for check in checks]),
        findings=findings,
        doubts=[{"file": file.name, "doubt": str(doubt)} for file, doubt in doubts],
        resume=held.resume,
        held=held,
        refused_at=act.at,
    )
    author = Act(held.author_id, act.at, act.request_id, via=act.via)
    kinds = tuple(str(one.finding.kind) for _file, one in found)
    record.append(author, held.contract_id, TextRefused(refused.id, str(Place.FILE), kinds))
    if not found:
        # No machine could tell, so the author need not ask: a person looks.
        ReviewRequest.objects.create(refused=refused, asked_at=act.at)
        record.append(author, held.contract_id, ReviewAsked(refused.id))


def _excerpts(found: Iterable[tuple[Attachment, Found]]) -> tuple[str, list[dict[str, object]]]:
    """Put the places where something was found into one text, each under its file's name, and shift the spans."""
    text, findings = "", []
    for file, one in found:
        heading = f"{file.name} › {one.member}" if one.member else file.name
        text += f"{heading}\n" if one.where != "name" or one.member else ""
        findings.append(
            {
                **as_json(one.finding),
                "start": len(text) + one.finding.start,
                "end": len(text) + one.finding.end,
                "file": file.name,
                "member": one.member,
                "page": one.page,
                "where": str(one.where),
            }
        )
        # A database keeps no NUL, and half of a pair of surrogates neither.
        text += one.excerpt.replace("\x00", " ").encode("utf-8", "replace").decode() + "\n\n"
    return text.rstrip("\n"), findings


def _fingerprint(files: Iterable[Attachment]) -> bytes:
    return hashlib.sha256(",".join(sorted(file.sha256 for file in files)).encode()).digest()


def _held_before(
    author_id: UUID, contract_id: UUID, text: str, files: Sequence[Attachment], after_id: UUID | None
) -> HeldPost | None:
    if after_id is not None:
        return HeldPost.objects.filter(after_id=after_id).first()
    waiting = HeldPost.objects.filter(author_id=author_id, contract_id=contract_id, text=text, after_id=None)
    waiting = waiting.filter(release=None, refused=None, checks__attachment=files[0])
    return waiting.first()
