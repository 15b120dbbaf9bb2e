# As in the project's example of `tags_all`, without `When it has tags_all`, which would skip what has none.
Feature: Five tags, those of the provider included

  @case-sensitive
  Scenario Outline: <key> is there, with a right value
    Given I have resource that supports tags_all defined
    Then it must contain tags_all
    Then it must contain "<key>"
    And its value must match the "<value>" regex

    Examples:
      | key         | value                            |
      | CostCenter  | ^CC-.{4}$                        |
      | Owner       | ^[a-z][a-z0-9-]{1,30}$           |
      | Environment | ^(prod\|staging\|dev\|sandbox)$  |
      | Application | ^.+$                             |
      | DataClass   | ^(public\|internal\|restricted)$ |
