#include "cluster/runtime/cri/message_types.h"

#include <algorithm>
#include <cassert>

namespace skiff::runtime::cri {

const data::ObjectType& messageType(std::string_view name)
{
    const std::span<const data::ObjectType> types = messageTypes();
    const auto found =
        std::lower_bound(types.begin(), types.end(), name,
                         [](const data::ObjectType& type, std::string_view key) { return type.name < key; });
    assert(found != types.end() && found->name == name);
    return *found;
}

} // namespace skiff::runtime::cri
