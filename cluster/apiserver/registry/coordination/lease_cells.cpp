#include "cluster/apiserver/tables/cell_writers.h"

namespace skiff::apiserver {

void writeLeaseCells(data::Node lease, Cells& cells)
{
    cells.text(lease["metadata"]["name"].asString());
    cells.text(lease["spec"]["holderIdentity"].asString());
    cells.age(lease["metadata"]["creationTimestamp"]);
}

} // namespace skiff::apiserver
