"""People and things for tests, made through the real actions with sensible defaults."""

from tests.makers.people import *  # noqa: F403
