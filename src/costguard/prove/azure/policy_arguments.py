"""What template functions check of their arguments: the type, with one sentence for each that is wrong."""

from costguard.prove.azure.policy_values import EvaluationFailure, Json, kind_of


def as_text(function: str, value: Json) -> str:
    """The value, where it is text. Raises EvaluationFailure in that function's name where not."""
    if not isinstance(value, str):
        raise EvaluationFailure(f"{function}() takes a string, and was given {kind_of(value)}")
    return value


def as_integer(function: str, value: Json) -> int:
    """The value, where it is a whole number. Raises EvaluationFailure in that function's name where not."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise EvaluationFailure(f"{function}() takes a whole number, and was given {kind_of(value)}")
    return value


def as_truth(function: str, value: Json) -> bool:
    """The value, where it is true or false. Raises EvaluationFailure in that function's name where not."""
    if not isinstance(value, bool):
        raise EvaluationFailure(f"{function}() takes a boolean, and was given {kind_of(value)}")
    return value
