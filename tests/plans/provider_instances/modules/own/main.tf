provider "aws" {
  region                      = "us-west-2"
  access_key                  = "made-up-access-key"
  secret_key                  = "made-up-secret-key"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  default_tags {
    tags = { CostCenter = "CC-9" }
  }
}

resource "aws_s3_bucket" "this" { bucket = "module-own" }
