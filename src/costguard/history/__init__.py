"""What audits found over time: runs, findings with their lives, coverage and scores."""
