#include "cluster/apiserver/tables/cell_writers.h"

namespace skiff::apiserver {

namespace {

/// A count or a share as text; "N/A" when the budget does not say it.
void writeAmount(data::Node amount, Cells& cells)
{
    if (amount.isNumber())
        cells.text(std::to_string(amount.asInt().value_or(0)));
    else
        cells.textOr(amount.asString(), "N/A");
}

} // namespace

void writePodDisruptionBudgetCells(data::Node budget, Cells& cells)
{
    cells.text(budget["metadata"]["name"].asString());
    writeAmount(budget["spec"]["minAvailable"], cells);
    writeAmount(budget["spec"]["maxUnavailable"], cells);
    cells.number(budget["status"]["disruptionsAllowed"].asInt().value_or(0));
    cells.age(budget["metadata"]["creationTimestamp"]);
}

} // namespace skiff::apiserver
