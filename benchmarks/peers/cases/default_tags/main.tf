# Every tag comes from the provider.
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
  default_tags {
    tags = {
      CostCenter  = "CC-0042"
      Owner       = "payments"
      Environment = "prod"
      Application = "shop"
      DataClass   = "internal"
    }
  }
}

resource "aws_s3_bucket" "defaulted" {
  bucket = "defaulted"
}
