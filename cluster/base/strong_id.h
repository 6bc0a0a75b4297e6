#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace skiff {

/// A number with a meaning: Revision and ProcessId cannot be mixed up. `Tag` is any type.
template <class Tag, class Number = uint64_t>
struct StrongId
{
    Number value{};
    auto operator<=>(const StrongId&) const = default;
};

} // namespace skiff

template <class Tag, class Number>
struct std::hash<skiff::StrongId<Tag, Number>>
{
    size_t operator()(const skiff::StrongId<Tag, Number>& id) const noexcept { return std::hash<Number>()(id.value); }
};
