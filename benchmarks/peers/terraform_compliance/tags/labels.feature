# The same for Google Cloud's labels.
Feature: Five labels

  @case-sensitive
  Scenario Outline: <key> is there, with a right value
    Given I have resource that supports labels defined
    Then it must contain labels
    Then it must contain "<key>"
    And its value must match the "<value>" regex

    Examples:
      | key         | value                            |
      | cost_center | ^cc-.{4}$                        |
      | owner       | ^[a-z][a-z0-9-]{1,30}$           |
      | environment | ^(prod\|staging\|dev\|sandbox)$  |
      | application | ^.+$                             |
      | data_class  | ^(public\|internal\|restricted)$ |
