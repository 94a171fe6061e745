"""People and things for tests, made through the real actions with sensible defaults."""

from tests.makers.cases import *  # noqa: F403
from tests.makers.contracts import *  # noqa: F403
from tests.makers.conversation import *  # noqa: F403
from tests.makers.erasure import *  # noqa: F403
from tests.makers.imports import *  # noqa: F403
from tests.makers.newsletter import *  # noqa: F403
from tests.makers.people import *  # noqa: F403
from tests.makers.projects import *  # noqa: F403
