"""Where the folders of the repository go in the wheel; everything else is in pyproject.toml.

`ui` and `resources` stand beside the package here and inside it in the wheel: as packages of their
own they would take these names in everybody's site-packages.
"""

from setuptools import find_packages, setup

INSIDE = ("ui", "resources")

setup(
    packages=[
        *find_packages(include=["cldvalidator", "cldvalidator.*"]),
        *(
            f"cldvalidator.{name}"
            for folder in INSIDE
            for name in find_packages(include=[folder, f"{folder}.*"])
        ),
    ],
    package_dir={f"cldvalidator.{folder}": folder for folder in INSIDE},
)
