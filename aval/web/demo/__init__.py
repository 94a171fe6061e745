"""Entering the example marketplace as one of its people, with one click. Only where the site runs as a demo."""
