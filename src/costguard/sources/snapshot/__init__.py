"""Reads inventories that lie in files: Parquet, NDJSON, CSV, AWS Config, Cloud Asset exports, Terraform state."""
