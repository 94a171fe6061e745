"""New projects by mail: asking, confirming, changing, ending."""
