#pragma once

#include "cluster/data/apply/path.h"

#include <optional>
#include <unordered_map>
#include <vector>

namespace skiff::data {

/// Numbers the distinct steps of a list in the order in which they come: by looking while they are few, by a hash table
/// once they are many, since a client may send a hundred thousand.
class StepNumbers
{
public:
    size_t size() const { return m_steps.size(); }
    const PathElement* at(size_t number) const { return m_steps[number]; }
    std::optional<size_t> find(const PathElement* step) const;
    /// The number of `step`, which may be new.
    size_t add(const PathElement* step);

private:
    static constexpr size_t few = 16;

    std::vector<const PathElement*> m_steps;
    std::unordered_map<const PathElement*, size_t> m_numbers; ///< of all, once there are more than few
};

} // namespace skiff::data
