"""Witnesses to test with: the real one in a folder, asked without a network or over it."""

from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from aval.cli import witness as command
from aval.proofs.witness import Store, Witness
from aval.record import keys
from aval.record.witnessing import NoAnswer, Reply
from tests import make


@dataclass
class Watch:
    """Some witnesses, and the policy that asks so many of them."""

    folder: Path
    names: tuple[str, ...]
    away: frozenset[str] = frozenset()

    def send(self, url: str, body: bytes | None) -> Reply:
        """Ask a witness, as the site does over HTTP."""
        name, place = url.removeprefix("https://").split(".test/", 1)
        if name in self.away:
            raise NoAnswer("nobody there")
        answer = (
            self.of(name).checkpoint(place.removesuffix("/checkpoint"))
            if body is None
            else self.of(name).add_checkpoint(body, int(make.NOON.timestamp()))
        )
        return Reply(HTTPStatus(answer.status), answer.body)

    def of(self, name: str) -> Witness:
        """Return one of them, as a program that was started just now would be."""
        return Witness(Store(self.folder / name / "seen.sqlite"), *command._cosigners(self.folder / name))


def make_watch(folder: Path, settings: Any, *names: str, quorum: str = "group most 2 w1 w2 w3\nquorum most") -> Watch:
    """Make witnesses that know this site's log, and have the site ask them."""
    watch = Watch(folder, names or ("w1", "w2", "w3"))
    lines = []
    for name in watch.names:
        command.run(["init", str(folder / name), "--name", f"{name}.test/w"])
        for verifier in keys.verifiers():
            command.run(["add", str(folder / name), verifier.named(keys.site_origin()).vkey])
        (cosigner,) = command._cosigners(folder / name)
        lines.append(f"witness {name} {cosigner.verifier.vkey} https://{name}.test/")
    settings.RECORD_POLICY = str(folder / "policy")
    (folder / "policy").write_text("\n".join([*lines, quorum, ""]))
    return watch
