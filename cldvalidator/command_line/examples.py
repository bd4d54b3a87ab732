"""Examples and exit codes that the help texts end with."""

from __future__ import annotations

import argparse

_EXIT_CODES = """\
exit codes (with --write they are about the file written, not the file read):
  0  no errors were found
  1  errors were found
  2  it could not be done; standard error says why"""
_EXIT_CODES_OF_A_FIX = """\
exit codes (about the file as changed, not as read):
  0  no errors are left
  1  errors are left
  2  it could not be done; standard error says why"""
_EXIT_CODES_OF_A_PREVIEW = """\
exit codes:
  0  the figures were made
  2  it could not be done; standard error says why"""
_EXIT_CODES_OF_A_SET = """\
exit codes:
  0  the figures were made of every file
  1  they were made, but a file is left out or a quarter has none
  2  it could not be done; standard error says why"""
_PROGRAM = """\
examples:
  cldvalidator check extract.csv
  cldvalidator check extract.xlsx --sheet CLD --write submission.csv --sign-off sign-off.html
  cldvalidator preview extract.csv
  cldvalidator COMMAND --help    says more on a command

"""
_CHECK = """\
examples:
  see what is wrong:          cldvalidator check extract.csv
  one row in full:            cldvalidator check extract.csv --row 51
  only some rows:             cldvalidator check extract.csv --where "Event Type = Service"
  a column of another name:   cldvalidator check extract.csv --column "Born=Date of Birth"
  one of two equal columns:   cldvalidator check extract.csv --column "column C=LA Code"
  dates like 12/31/2025:      cldvalidator check extract.csv --dates month-first
  write the submission:       cldvalidator check extract.csv --write out.csv
  as it was checked before:   cldvalidator check extract.csv --from-manifest out.manifest.json
  beside the last submission: cldvalidator check extract.csv --before last.csv --report report.xlsx
  a report that may be sent:  cldvalidator check extract.csv --report report.xlsx --no-values
  a report for each team:     cldvalidator check extract.csv --report-folder reports
  which promises came true:   cldvalidator check new.csv --before last.csv --answers reports

"""
_PREVIEW = """\
examples:
  the main figures:           cldvalidator preview extract.csv
  one measure in full:        cldvalidator preview extract.csv --measure "ASCOF 2E"
  the year to a day:          cldvalidator preview extract.csv --period-end 31/03/2026
  the records of a figure:    cldvalidator preview extract.csv --behind "ASCOF 2A" --group Total
  where a row counts:         cldvalidator preview extract.csv --row 51
  the activity report:        cldvalidator preview extract.csv --activity
  one of its tables:          cldvalidator preview extract.csv --measure LTS001b
  a workbook:                 cldvalidator preview extract.csv --xlsx preview.xlsx
  beside published figures:   cldvalidator preview extract.csv --published
  what the new method does:   cldvalidator preview extract.csv --compare-methods
  DHSC's lists of people:     cldvalidator preview extract.csv --person-level lists
  who is in which cell:       cldvalidator preview extract.csv --activity --person-level lists

"""
_JOIN = """\
examples:
  all files of a folder:      cldvalidator join submissions
  only what serves what:      cldvalidator join submissions --files
  when a file was sent:       cldvalidator join submissions --import q4.csv=28/04/2026
  as DHSC had it on a day:    cldvalidator join submissions --as-of 05/05/2026
  the records of a figure:    cldvalidator join submissions --behind "ASCOF 2A" --group Total
  where a row counts:         cldvalidator join submissions --row q4.csv:51
  keep the set:               cldvalidator join submissions --save-set set.json

"""
_STORY = """\
examples:
  the person of a row:        cldvalidator story extract.csv --row 51
  by identifier or name:      cldvalidator story extract.csv --person 9999999980
  why they count, or not:     cldvalidator story extract.csv --row 51 --measure "ASCOF 2A"
  over several submissions:   cldvalidator story submissions --row q4.csv:51
  without personal data:      cldvalidator story extract.csv --row 51 --no-values
  with rules of your own:     cldvalidator story extract.csv --row 51 --profile council.json

exit codes:
  0  the story was printed
  2  it could not be done; standard error says why"""
_DUPLICATE_PEOPLE = """\
examples:
  people who may be one:      cldvalidator duplicate-people extract.csv
  what joining them does:     cldvalidator duplicate-people extract.csv --effect all
  over several submissions:   cldvalidator duplicate-people submissions
  without identifiers:        cldvalidator duplicate-people extract.csv --no-values

exit codes:
  0  the people were compared
  2  it could not be done; standard error says why"""
_FIX = """\
examples:
  see what would change:      cldvalidator fix extract.csv --safe
  with your own meanings:     cldvalidator fix extract.csv --profile council.json --safe
  what moves the figures:     cldvalidator fix extract.csv --price
  leave rows out:             cldvalidator fix extract.csv --leave-out no-records,17,20-22
  write the submission:       cldvalidator fix extract.csv --safe --write submission.csv
  from Release 1 to 2:        cldvalidator fix extract.csv --release-1 --safe
  keep your changes:          cldvalidator fix extract.csv --safe --save-changes changes.json
  on the extract run again:   cldvalidator fix new.csv --changes changes.json --other-extract
  what the teams answered:    cldvalidator fix extract.csv --answers reports

"""
_RULES = """\
examples:
  a rule of your own:         cldvalidator rules add council.json --name Low --must "Age < 99"
  what there is:              cldvalidator rules list council.json
  try them on an extract:     cldvalidator rules test council.json extract.csv
  pass them on:               cldvalidator rules export council.json rules.json
  take those of others:       cldvalidator rules import council.json rules.json
  check with them:            cldvalidator check extract.csv --profile council.json

exit codes:
  0  it was done
  2  it could not be done; standard error says why"""
_COMPARE = """\
examples:
  what this quarter brought:  cldvalidator compare last.csv extract.csv
  every event in Excel:       cldvalidator compare last.csv extract.csv --xlsx compared.xlsx
  to send it on:              cldvalidator compare last.csv extract.csv --xlsx out.xlsx --no-values
  what moved the figures:     cldvalidator compare last.csv extract.csv --figures
  new or back again:          cldvalidator compare last.csv extract.csv --older before.csv

exit codes (about the later file):
  0  no errors were found
  1  errors were found
  2  it could not be done; standard error says why"""
_HISTORY = """\
examples:
  over all submissions:       cldvalidator history submissions
  for a script:               cldvalidator history submissions --json
  a page:                     cldvalidator history submissions --html history.html

exit codes:
  0  the manifests were read
  2  it could not be done; standard error says why"""
_BATCH = """\
examples:
  check every file:           cldvalidator batch extracts
  and write as you say:       cldvalidator batch extracts --recipe recipe.toml
  a summary for Excel:        cldvalidator batch extracts --xlsx summary.xlsx

exit codes:
  0  no errors were found in any file
  1  errors were found, or a file could not be done
  2  the run could not be done; standard error says why"""
_WATCH = """\
examples:
  until you stop it:          cldvalidator watch extracts --recipe recipe.toml
  what is there, then end:    cldvalidator watch extracts --recipe recipe.toml --once

exit codes:
  0  it was stopped; with --once: no errors were found in any file
  1  with --once: errors were found, or a file could not be done
  2  it could not be done; standard error says why"""
_PUBLISHED = """\
examples:
  which editions are here:    cldvalidator published
  one council:                cldvalidator published show 503
  hold yours against it:      cldvalidator published prove submissions
  the records of a figure:    cldvalidator published prove submissions --behind 2A
  what a newer edition does:  cldvalidator published import epraccur.csv --dry-run
  a newer edition:            cldvalidator published import epraccur.csv
  without it again:           cldvalidator published forget gp-practices

exit codes:
  0  it was printed; of prove: every figure is the same
  1  of prove: a figure differs, or there is nothing to compare it with
  2  it could not be done; standard error says why"""
_SYNTHETIC = """\
examples:
  a valid file:               cldvalidator synthetic training.csv --rows 5000
  with mistakes to find:      cldvalidator synthetic training.csv --rows 5000 --faults 0.05
  another one of the kind:    cldvalidator synthetic other.csv --faults 0.05 --seed 2

exit codes:
  0  the file was written
  2  it could not be done; standard error says why"""
_TWIN = """\
examples:
  a file about nobody:        cldvalidator twin extract.csv --write twin.csv
  of a workbook:              cldvalidator twin extract.xlsx --sheet CLD --write twin.csv

exit codes:
  0  the twin was written, and all that its proof states is true
  2  it could not be done; standard error says why"""
_ENDINGS = {
    "": _PROGRAM + _EXIT_CODES,
    "check": _CHECK + _EXIT_CODES,
    "fix": _FIX + _EXIT_CODES_OF_A_FIX,
    "rules": _RULES,
    "compare": _COMPARE,
    "history": _HISTORY,
    "published": _PUBLISHED,
    "batch": _BATCH,
    "watch": _WATCH,
    "synthetic": _SYNTHETIC,
    "twin": _TWIN,
    "preview": _PREVIEW + _EXIT_CODES_OF_A_PREVIEW,
    "story": _STORY,
    "duplicate-people": _DUPLICATE_PEOPLE,
    "join": _JOIN + _EXIT_CODES_OF_A_SET,
}


def add_examples(parser: argparse.ArgumentParser, command: str = "") -> None:
    """End the help of the program, or of a command, with examples and exit codes."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = _ENDINGS[command]
