# Default tags follow the provider instance: its own, an alias's, a module's inherited or passed ones.
terraform {
  required_providers {
    aws = { source = "hashicorp/aws", version = "5.100.0" }
  }
}

variable "region" { default = "eu-west-1" }

provider "aws" {
  region                      = var.region
  access_key                  = "made-up-access-key"
  secret_key                  = "made-up-secret-key"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
  default_tags {
    tags = { CostCenter = "CC-1" }
  }
}

provider "aws" {
  alias                       = "plain"
  region                      = "us-east-1"
  access_key                  = "made-up-access-key"
  secret_key                  = "made-up-secret-key"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

resource "terraform_data" "later" { input = "x" }

resource "aws_s3_bucket" "inherits" { bucket = "inherits" }

resource "aws_s3_bucket" "plain" {
  provider = aws.plain
  bucket   = "plain"
}

resource "aws_s3_bucket" "empty" {
  provider = aws.plain
  bucket   = "empty"
  tags     = { CostCenter = "" }
}

module "inherits" {
  source = "./modules/bucket"
  name   = "module-inherits"
}

module "passed" {
  source    = "./modules/bucket"
  for_each  = toset(["a.b"])
  name      = "module-passed"
  providers = { aws = aws.plain }
}

module "own" {
  source = "./modules/own"
}

resource "aws_instance" "dynamic" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
  dynamic "ebs_block_device" {
    for_each = toset(["/dev/sdf"])
    content {
      device_name = ebs_block_device.value
      volume_size = 10
      volume_type = terraform_data.later.output
    }
  }
}

resource "aws_instance" "unset" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
}

resource "aws_instance" "repeats_over_unknown" {
  ami           = "ami-12345678"
  instance_type = "t3.micro"
  dynamic "root_block_device" {
    for_each = terraform_data.later.id == "x" ? [1] : []
    content { volume_type = "gp3" }
  }
}

resource "aws_autoscaling_group" "unknown_tags" {
  max_size             = 1
  min_size             = 0
  availability_zones   = ["eu-west-1a"]
  launch_configuration = "x"
  tag {
    key                 = "CostCenter"
    value               = "CC-2"
    propagate_at_launch = false
  }
  tag {
    key                 = "Owner"
    value               = terraform_data.later.id
    propagate_at_launch = true
  }
}

resource "aws_autoscaling_group" "dynamic_tags" {
  max_size             = 1
  min_size             = 0
  availability_zones   = ["eu-west-1a"]
  launch_configuration = "x"
  dynamic "tag" {
    for_each = toset([terraform_data.later.id])
    content {
      key                 = "Owner"
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

resource "aws_launch_template" "machines" {
  image_id = "ami-12345678"
  tags     = { CostCenter = "CC-3" }
  tag_specifications {
    resource_type = "instance"
    tags          = { CostCenter = "CC-3" }
  }
}
