"""The price book: what a unit of something costs where, since when, and who said so."""
