"""The mail process: receives what is sent or copied to a contract's address, judges it, and hands it to its record."""
