"""Run the mail process: ``python -m aval.mail``."""

import argparse
import asyncio
import os
import signal

import django


def main() -> None:
    """Take mail in until the process is told to stop (SIGINT or SIGTERM)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8802)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aval.config.settings")
    django.setup()
    asyncio.run(_serve(options.host, options.port))


async def _serve(host: str, port: int) -> None:
    # Django's apps are loaded by then, not before.
    from django.conf import settings  # noqa: PLC0415

    from aval.channels.mail.resolver import dns_asker  # noqa: PLC0415
    from aval.mail.server import serve  # noqa: PLC0415

    ask = dns_asker(settings.NAMESERVERS, port=settings.NAMESERVER_PORT)
    serving = asyncio.ensure_future(serve(host, port, ask))
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, serving.cancel)
    try:
        await serving
    except asyncio.CancelledError:
        return


if __name__ == "__main__":
    main()
