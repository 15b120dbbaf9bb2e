#!/usr/bin/env bash
# Reads what was said on the pull request, judges the plan, publishes the verdict, and ends with the judge's exit code.
# Everything comes by environment variables, as action.yml names them.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
reports="$RUNNER_TEMP/costguard-reports"
mkdir -p "$reports"
rm -f "$reports"/*

# `auto` stands for nothing in a run that belongs to no pull request.
case "$PULL_REQUEST:$GITHUB_EVENT_NAME" in
  none:* | :*) PULL_REQUEST="" ;;
  auto:pull_request* | auto:issue_comment) ;;
  auto:*) PULL_REQUEST="" ;;
esac
case "$TRUSTED_REF" in
  none) TRUSTED_REF="" ;;
  "") TRUSTED_REF="${GITHUB_BASE_REF:+origin/$GITHUB_BASE_REF}" ;;
esac

policies=()
while IFS= read -r line; do
  line="${line#"${line%%[![:space:]]*}"}"
  line="${line%"${line##*[![:space:]]}"}"
  [ -z "$line" ] || policies+=(--policy "$line")
done <<< "$POLICY"

judge=(costguard check "$PLAN" --output "json=$reports/report.json" --output "sarif=$reports/report.sarif")
judge+=(${policies[@]+"${policies[@]}"})
[ -z "$ALLOWED_SIGNERS" ] || judge+=(--allowed-signers "$ALLOWED_SIGNERS")
[ -z "$APPROVALS" ] || judge+=(--approvals "$APPROVALS")
[ -z "$LEDGER" ] || judge+=(--ledger "$LEDGER")
[ -z "$PRICES" ] || judge+=(--prices "$PRICES")
[ -z "$PROJECT" ] || judge+=(--project "$PROJECT")
[ -z "$TERRAFORM_DIR" ] || judge+=(--terraform-dir "$TERRAFORM_DIR")
[ -z "$TRUSTED_REF" ] || judge+=(--trusted-ref "$TRUSTED_REF")
[ -z "$USAGE" ] || judge+=(--usage "$USAGE")
if [ "$PUBLISH" != true ] || [ -z "$PULL_REQUEST" ]; then
  judge+=(--format github) # the check run has annotations of its own
fi

if [ -n "$PULL_REQUEST" ]; then
  evidence=(costguard pr evidence --pull-request "$PULL_REQUEST" --out "$reports/evidence.json")
  evidence+=(${policies[@]+"${policies[@]}"})
  [ -z "$TRUSTED_REF" ] || evidence+=(--trusted-ref "$TRUSTED_REF")
  [ -z "$COMMENT_AUTHOR" ] || evidence+=(--comment-author "$COMMENT_AUTHOR")
  GITHUB_TOKEN="$TOKEN" "${evidence[@]}" # without it every approval would read as not given: the job stops here
  judge+=(--evidence "$reports/evidence.json")
fi

code=0
"${judge[@]}" || code=$?
echo "exit-code=$code" >> "$GITHUB_OUTPUT"

case "$code" in
  0 | 1 | 3) ;;
  *)
    echo "::error title=costguard::Nothing was judged; the log says why."
    exit "$code"
    ;;
esac
python -I "$here/outputs.py" "$reports/report.json" >> "$GITHUB_OUTPUT"

published=0
if [ "$PUBLISH" = true ] && [ -n "$PULL_REQUEST" ]; then
  publish=(costguard pr publish --report "$reports/report.json" --pull-request "$PULL_REQUEST")
  [ "$SARIF" != true ] || publish+=(--sarif "$reports/report.sarif")
  [ "$CHECK_RUN" = true ] || publish+=(--no-check)
  [ -z "$PROJECT" ] || publish+=(--project "$PROJECT")
  [ -z "$SILENT_BELOW" ] || publish+=(--silent-below "$SILENT_BELOW")
  [ -z "$COMMENT_AUTHOR" ] || publish+=(--comment-author "$COMMENT_AUTHOR")
  GITHUB_TOKEN="$TOKEN" "${publish[@]}" || published=$?
fi

case "$code" in
  1) echo "::error title=costguard::The policy denies this change; the findings say what to mend." ;;
  3)
    if [ "$FAIL_ON_APPROVAL" = true ]; then
      echo "::error title=costguard::This change waits for an approval; the report says whose and how to give it."
    else
      echo "::warning title=costguard::This change waits for an approval; it may not be applied yet."
      code=0
    fi
    ;;
esac
# What could not be published never turns a verdict into a better one, nor goes unseen.
[ "$code" -ne 0 ] || exit "$published"
exit "$code"
