"""The ``aval`` command: one file for each subcommand, found by its name."""
