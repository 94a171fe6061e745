"""Telegram Desktop's export as JSON (one chat or the whole account) or as HTML pages.

Exact moments only since June 2022 (``date_unixtime``); before, clock time without a zone. Edits overwrite: only the
last text is there. Where both a clock time and a moment stand, the moment counts.
"""
