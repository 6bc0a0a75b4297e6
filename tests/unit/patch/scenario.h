#pragma once

#include <string>
#include <vector>

namespace skiff::test {

/// One case of a scenario file: a title ("# ...") and named lines ("original {...}").
struct Scenario
{
    std::string title;
    std::string original;
    std::string patch;
    std::string result; ///< the JSON expected; empty when an error is
    std::string error;  ///< "CODE: message"
};

/// The cases of tests/data/`name`; cases are separated by their titles.
std::vector<Scenario> readScenarios(const std::string& name);

} // namespace skiff::test
