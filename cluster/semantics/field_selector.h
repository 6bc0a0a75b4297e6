#pragma once

#include "cluster/base/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace skiff::semantics {

/// One condition on a field: "status.phase!=Succeeded".
struct FieldRequirement
{
    std::string field;
    std::string value;
    bool equal = true; ///< false: !=

    bool operator==(const FieldRequirement&) const = default;
};

/// Which objects are meant, by fields the server knows: requirements that all must hold. Which
/// fields exist is the resource's business, not ours. An immutable value; any thread.
class FieldSelector
{
public:
    FieldSelector() = default; ///< everything

    /// "metadata.name=web,status.phase!=Failed", with \, \= and \\ inside values. InvalidArgument in Kubernetes' words.
    static Result<FieldSelector> parse(std::string_view text);

    bool isEverything() const { return m_requirements.empty(); }
    const std::vector<FieldRequirement>& requirements() const { return m_requirements; }
    /// The value `field` must have, when the selector says so; else nullptr.
    const std::string* requiredValue(std::string_view field) const;
    /// `lookup(field)` gives the field's text as string_view; absent fields are empty.
    template <class Lookup>
    bool matchesWith(Lookup&& lookup) const
    {
        for (const FieldRequirement& requirement : m_requirements)
            if ((lookup(std::string_view(requirement.field)) == requirement.value) != requirement.equal)
                return false;
        return true;
    }
    std::string toString() const;

private:
    std::vector<FieldRequirement> m_requirements;
};

} // namespace skiff::semantics
