#include "cluster/data/apply/step_numbers.h"

#include <algorithm>

namespace skiff::data {

std::optional<size_t> StepNumbers::find(const PathElement* step) const
{
    if (m_steps.size() <= few) {
        const auto found = std::find(m_steps.begin(), m_steps.end(), step);
        return found == m_steps.end() ? std::nullopt : std::optional(size_t(found - m_steps.begin()));
    }
    const auto found = m_numbers.find(step);
    return found == m_numbers.end() ? std::nullopt : std::optional(found->second);
}

size_t StepNumbers::add(const PathElement* step)
{
    if (const auto known = find(step))
        return *known;
    m_steps.push_back(step);
    if (m_steps.size() == few + 1) {
        for (size_t i = 0; i < m_steps.size(); ++i)
            m_numbers.emplace(m_steps[i], i);
    } else if (m_steps.size() > few) {
        m_numbers.emplace(step, m_steps.size() - 1);
    }
    return m_steps.size() - 1;
}

} // namespace skiff::data
