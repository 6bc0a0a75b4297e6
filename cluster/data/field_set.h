#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace skiff::data {

/// Which fields of a type an object has; by position in ObjectType::fields.
class FieldSet
{
public:
    bool contains(size_t index) const
    {
        return index < 64 ? m_first >> index & 1 : index - 64 < m_rest.size() && m_rest[index - 64];
    }
    void insert(size_t index)
    {
        if (index < 64) {
            m_first |= uint64_t(1) << index;
            return;
        }
        if (index - 64 >= m_rest.size())
            m_rest.resize(index - 63);
        m_rest[index - 64] = true;
    }

private:
    uint64_t m_first = 0;
    std::vector<bool> m_rest;
};

} // namespace skiff::data
