"""Reads what clouds recorded of requests: CloudTrail, the Azure activity log, Google Cloud's audit logs."""
