# One value is known only after apply; the provider's SDK then hides the other tags too.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

provider "aws" {
  region                      = "eu-west-1"
  access_key                  = "made-up-access-key"
  secret_key                  = "made-up-secret-key"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

resource "terraform_data" "later" {}

resource "aws_s3_bucket" "awaited" {
  bucket = "awaited"
  tags = {
    CostCenter  = "CC-0042"
    Owner       = terraform_data.later.id
    Environment = "prod"
    Application = "shop"
    DataClass   = "internal"
  }
}
