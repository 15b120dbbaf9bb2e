"""What each resource type is called in every API, whether it takes tags, and where its attributes lie."""
