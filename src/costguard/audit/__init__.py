"""One audit from beginning to end: read, judge, weigh, record."""
