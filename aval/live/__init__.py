"""The process that tells open pages that something happened: server-sent events, fed by PostgreSQL's NOTIFY.

It carries no content: a page that hears of its topic asks the site for what is new, with its own session. So nothing
can leak here but the fact that something happened, and a lost event costs one later look.
"""
