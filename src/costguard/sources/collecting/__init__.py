"""Reads inventories through the clouds' APIs: scope by scope, within their limits, resumable, and accounted for."""
