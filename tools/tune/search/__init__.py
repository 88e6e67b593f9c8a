"""Which candidates a search tries, and when it ends."""
