"""What the commands of pull requests share: reading what was said, and publishing a verdict."""
