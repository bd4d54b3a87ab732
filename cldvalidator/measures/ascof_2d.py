"""ASCOF 2D, the part that needs no hospital data: spells of reablement (method section 18)."""

from __future__ import annotations

from cldvalidator.events import ProcessedEvents
from cldvalidator.measures.clusters import base_rows, cluster_table, clustered
from cldvalidator.measures.figures import Behind, Figure, MeasureResult, Units, people_in
from cldvalidator.measures.long_term import LONG_TERM, ST_MAX, is_label, of_person
from cldvalidator.measures.registry import Inputs, measure
from cldvalidator.selection.period import Period

REABLEMENT = "Reablement"
_NO_DISCHARGES = (
    "Hospital discharges are not in the file: neither part of the measure can be shown."
)


@measure("ASCOF 2D", earlier_too=False)
def reablement_spells(processed: ProcessedEvents, period: Period, inputs: Inputs) -> MeasureResult:
    """Count spells of reablement that started in the year."""
    first, last = period.days
    rows = base_rows(processed.joined)
    death = of_person(processed, rows["person"].to_numpy(), "Date_of_Death")
    rows = rows[~(death < first)]
    wanted = (
        rows["is_service"].to_numpy()
        & is_label(rows["Service_Type"], ST_MAX)
        & is_label(rows["Service_Component"], REABLEMENT)
    )
    spells = clustered(rows[wanted])
    clusters = cluster_table(spells)
    begun = clusters[(clusters["start"] >= first) & (clusters["start"] <= last)]
    chosen = spells[spells["cluster"].isin(begun["cluster"])]
    behind = Behind(
        numerator_people=people_in(chosen["person"].to_numpy()),
        numerator_records=chosen["record"].to_numpy(),
    )
    figure = Figure(
        "Reablement spells that started in the year", "Total", float(len(begun)), len(begun),
        behind=behind, units=Units("count", begun["person"].to_numpy()),
    )  # fmt: skip
    stages = {
        "reablement_events": len(spells),
        "reablement_clusters": len(clusters),
        "clusters_starting_in_period": len(begun),
        "lts_rows": int(is_label(rows["Service_Type"], *LONG_TERM).sum()),
    }
    return MeasureResult("ASCOF 2D", period, (figure,), stages=stages, missing=(_NO_DISCHARGES,))
