"""Apple's Messages: the database chat.db of a Mac, and single pieces of it (a typed stream, an edit history).

A database is copied to a nameless temporary file, opened for reading only, with its own code (views, triggers,
functions) distrusted, and given a budget of steps: a hostile one costs no more than its size.
"""
