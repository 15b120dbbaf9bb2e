variable "name" {
  type = string
}

variable "tags" {
  type = map(string)
}

resource "aws_launch_template" "this" {
  name_prefix   = var.name
  image_id      = "ami-12345678"
  instance_type = "t3.small"
  tags          = var.tags

  tag_specifications {
    resource_type = "instance"
    tags          = var.tags
  }
}

resource "aws_autoscaling_group" "this" {
  name               = var.name
  min_size           = 2
  max_size           = 6
  availability_zones = ["eu-west-1a"]

  launch_template {
    id      = aws_launch_template.this.id
    version = "$Latest"
  }

  dynamic "tag" {
    for_each = var.tags
    content {
      key                 = tag.key
      value               = tag.value
      propagate_at_launch = true
    }
  }
}

resource "aws_cloudwatch_log_group" "this" {
  name = "/shop/${var.name}"
  tags = { Owner = var.tags.Owner }
}
