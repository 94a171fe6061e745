"""Google Chat out of Takeout: messages.json of each conversation, with dates in the language of the account."""
