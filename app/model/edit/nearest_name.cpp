#include "app/model/edit/nearest_name.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <utility>

namespace skiff::model::edit {

namespace {

size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<size_t> row(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        size_t diagonal = std::exchange(row[0], i);
        for (size_t j = 1; j <= b.size(); ++j) {
            const size_t replaced =
                diagonal + (std::tolower(uint8_t(a[i - 1])) == std::tolower(uint8_t(b[j - 1])) ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row[b.size()];
}

} // namespace

std::string_view nearestName(std::string_view typed, const std::vector<std::string_view>& names)
{
    std::string_view best;
    size_t distance = std::max<size_t>(1, typed.size() / 3) + 1;
    for (const std::string_view name : names) {
        if (name.size() > typed.size() + distance || typed.size() > name.size() + distance)
            continue;
        if (const size_t found = editDistance(typed, name); found < distance) {
            distance = found;
            best = name;
        }
    }
    return best;
}

} // namespace skiff::model::edit
