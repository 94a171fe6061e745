"""What the worker does for searches: looks for what is new in the saved ones, and keeps the ranking's figures fresh."""

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from aval.kernel.acts import Act
from aval.search import actions, queries

EVERY = timedelta(hours=23)
"""A little less than a day, so that a late run does not skip the next."""
BATCH = 500


@app.periodic(cron="20 10 * * *")
@app.task(queueing_lock="search.news")
def look_for_news(timestamp: int) -> None:
    """Look for news in every saved search that wants alerts, each in a transaction of its own."""
    at = datetime.fromtimestamp(timestamp, UTC)
    for search_id in actions.due(at - EVERY):
        actions.look_for_news(Act.by_site(at), search_id=search_id)


@app.periodic(cron="40 4 * * *")
@app.task(queueing_lock="search.standings")
def refresh_standings(timestamp: int) -> None:
    """Work out everybody's standing: reviews open by the passing of time alone, without an event to hear of."""
    at = datetime.fromtimestamp(timestamp, UTC)
    account_ids = queries.professional_ids()
    for first in range(0, len(account_ids), BATCH):
        actions.refresh_standings(Act.by_site(at), account_ids=account_ids[first : first + BATCH])
