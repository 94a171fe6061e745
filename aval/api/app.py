"""The API itself: its areas, who may call, and how it answers."""

from importlib import import_module

from ninja import NinjaAPI

from aval import __version__
from aval.api import problems
from aval.api.auth import TokenAuth

# An address is looked for in this order: the busiest area first.
AREAS = (
    "conversation",
    "people",
    "projects",
    "search",
    "contracts",
    "files",
    "imports",
    "arrivals",
    "money",
    "cases",
    "reviews",
    "moderation",
    "erasure",
    "notifications",
    "newsletter",
    "record",
)

api = NinjaAPI(
    title="Aval",
    version=__version__,
    description="A freelance marketplace in which the record is the guarantee. The same verbs as the pages.",
    auth=TokenAuth(),
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api",
)
problems.install(api)
for area in AREAS:
    api.add_router("", import_module(f"aval.api.{area}").router)
