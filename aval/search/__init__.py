"""Finding projects and professionals: documents, ranking, facets, saved searches and their alerts.

The documents follow projects and profiles by database triggers, in the same transaction: what is found is what there
is. Ranking knows words, skills and the proven record; there is nothing anybody could pay for.
"""
