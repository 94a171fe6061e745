"""WhatsApp's "Export chat": a text file, loose or in a zip with the media beside it.

The text has no grammar of its own: dates follow the phone's region, words the app's language, and a message may hold
lines that look like the beginning of another one. So the file is read twice: a survey finds how this phone writes, who
takes part and in which order days and months stand; then entries are cut out with exactly that knowledge, and whatever
doesn't fit is flagged instead of guessed.
"""
