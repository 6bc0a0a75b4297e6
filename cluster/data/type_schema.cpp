#include "cluster/data/type_schema.h"

#include <algorithm>

namespace skiff::data {

const Field* ObjectType::find(std::string_view field) const
{
    const auto it = std::lower_bound(fields.begin(), fields.end(), field,
                                     [](const Field& each, std::string_view wanted) { return each.name < wanted; });
    return it != fields.end() && it->name == field ? &*it : nullptr;
}

} // namespace skiff::data
