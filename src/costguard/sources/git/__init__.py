"""Git: what a policy was at a trusted commit, and which files a change edits. Nothing is fetched, and nothing run."""
