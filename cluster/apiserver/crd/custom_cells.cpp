#include "cluster/apiserver/crd/custom_cells.h"

#include <cmath>

namespace skiff::apiserver {

namespace {

void writeDate(const data::Value& value, Cells& cells)
{
    if (!value.is_string())
        return cells.null();
    WallTime since;
    if (parseTime(std::string_view(value.get_string()), since))
        cells.textWithAge({}, since, {});
    else
        cells.text("<invalid>");
}

void writeNumber(const data::Value& value, bool whole, Cells& cells)
{
    if (value.is_int64())
        return cells.number(value.get_int64());
    if (!value.is_number())
        return cells.null();
    const double number = value.to_number<double>();
    if (whole && std::isfinite(number) && std::fabs(number) < 9e18)
        return cells.number(int64_t(number));
    cells.raw(data::toJson(value));
}

void writeCell(const data::Value* value, std::string_view type, Cells& cells)
{
    if (!value || value->is_null())
        return cells.null();
    if (type == "date")
        return writeDate(*value, cells);
    if (type == "integer" || type == "number")
        return writeNumber(*value, type == "integer", cells);
    if (type == "boolean")
        return value->is_bool() ? cells.boolean(value->get_bool()) : cells.null();
    cells.text(value->is_string() ? std::string(value->get_string()) : data::toJson(*value));
}

} // namespace

void writeCustomCells(const data::Value& object, const api::custom::Version& version, Cells& cells)
{
    for (const api::custom::CellPath& cell : version.cells) {
        if (&cell == &version.cells.front())
            cells.text(data::stringAt(object, {"metadata", "name"}));
        else
            writeCell(cell.path ? cell.path->first(object) : nullptr, cell.type, cells);
    }
}

} // namespace skiff::apiserver
