output "aws_tags" {
  description = "Tags for default_tags of the AWS provider, or for a resource."
  value       = tomap(merge(var.extra, local.dimensions))
}

output "azure_tags" {
  description = "Tags for an azurerm resource or resource group."
  value       = tomap(merge(var.extra, local.dimensions))
}

output "gcp_labels" {
  description = "Labels for default_labels of the Google provider, or for a resource."
  value       = tomap(local.labels)
}
