"""A small part of the long run; docs/record.md has the command and the figure of the whole."""

from aval.proofs.tests import mutations


def test_no_changed_dossier_passes_and_no_honest_one_gives_an_alarm() -> None:
    done, found = mutations.run("mutations", 0, 1_000, processes=1)
    honest, _ = mutations.run("honest", 0, 60, processes=1)

    assert (done, honest) == (1_000, 60)
    assert sum(found.values()) == 1_000
    assert len({what.partition(":")[0] for what in found}) == 11  # every kind of change took part


def test_a_number_says_the_same_again() -> None:
    assert mutations.mutate(123_456) == mutations.mutate(123_456) != mutations.mutate(123_457)
