"""How a history's database came to its present shape, step by step."""
