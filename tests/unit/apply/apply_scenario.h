#pragma once

#include "cluster/api/resource.h"
#include "cluster/data/apply/ownership.h"

#include <string>
#include <string_view>

namespace skiff::test {

/// An object and its managers, changed step by step as a line of text says:
///
///     kind apps/v1 Deployment         starts over with no object
///     create MANAGER JSON             a POST
///     update MANAGER JSON             the object is JSON from now on
///     status MANAGER JSON             the same through /status
///     apply MANAGER JSON              server-side apply
///     force MANAGER JSON              the same with force
///     forget                          nobody owns anything any more
class ApplyScenario
{
public:
    /// What became of it, in indented lines: the object, its managers; or the refusal.
    std::string run(std::string_view line);

private:
    std::string setKind(std::string_view apiVersion, std::string_view kind);
    std::string change(const data::FieldManager& manager, const data::Value& object, bool isNew);
    std::string apply(const data::FieldManager& manager, const data::Value& configuration, bool force);
    std::string show();

    const api::Resource* m_resource = nullptr;
    data::Value m_object;
    std::string m_managed;
    int m_steps = 0;
};

/// Runs all of `text` and gives it back with what became of each step below its line.
std::string runScenarios(const std::string& text);

} // namespace skiff::test
