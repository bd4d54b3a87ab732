# %% [markdown]
# # One quarter, from extract to submission
#
# Run it as a script, or open it as a notebook: editors such as VS Code and Jupyter (with jupytext)
# show each part after `# %%` as a cell. It works on people who do not exist.

# %% A file to work on. Use the path of your own extract instead.
import cldvalidator as cld

path = cld.synthetic("extract.csv", rows=2000, faults=0.03).path

# %% Is it ready to send?
checked = cld.check(path)
print(checked.verdict)

# %% What is wrong, by rule.
print(checked.by("rule").head())

# %% Findings are an ordinary DataFrame: here, how many each field has of each severity.
counts = checked.findings.groupby(["field", "severity"], observed=True).size().unstack(fill_value=0)
print(counts.sort_values("error", ascending=False).head())

# %% The records with an error, with all their fields, for the team that has to correct them.
rows = checked.findings.query("severity == 'error'")["row"].dropna().unique()
to_correct = checked.extract.frame.loc[rows]
print(len(to_correct), "records to correct")

# %% Safe changes write the same value as the specification wants it.
fixed = checked.fix(safe=True)
print(fixed.changes[["field", "rule", "cells"]].head())
print(len(checked.findings), "findings before,", len(fixed.after.findings), "after")

# %% Write the submission. The manifest, the log and the reports stand beside it.
written = fixed.write("submission.csv", report=True, sign_off=True, overwrite=True)
print([file.name for file in written.files])

# %% The national figures, before they are public.
preview = cld.preview(path, population={"18 to 64": 160_000, "65 and above": 52_000})
figures = preview.figures
print(figures.query("measure == 'ASCOF 2E'")[["description", "group", "value"]])

# %% Who is behind a figure.
people = preview.behind("ASCOF 2E", "Total", description="18")
print(people["In numerator"].value_counts().to_dict())
