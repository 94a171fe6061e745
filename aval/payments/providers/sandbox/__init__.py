"""A payment provider that moves no real money and behaves like one that does.

It confirms later, by signed webhooks over HTTP that may be late, doubled or out of order; its checkout is a page of its
own. Which cards and amounts do what stands in ``behaviour.py`` and docs/money.md.
"""
