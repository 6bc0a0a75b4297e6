#pragma once

#include "app/model/resource_kind.h"
#include "cluster/base/result.h"

#include <QStringList>

#include <string_view>
#include <vector>

namespace skiff::model {

/// What a server said we may do in one namespace (SelfSubjectRulesReview). A value.
class AccessRules
{
public:
    enum class Answer
    {
        Yes,
        No,
        Unknown
    };

    static Result<AccessRules> decode(std::string_view json);

    /// No only when the rules are complete: some servers cannot list all of theirs.
    Answer may(const QString& verb, const ResourceKind& kind, const QString& subresource = {},
               const QString& name = {}) const;

private:
    struct Rule
    {
        QStringList verbs;
        QStringList groups;
        QStringList resources;
        QStringList names; ///< empty: all
    };
    std::vector<Rule> m_rules;
    bool m_incomplete = false;
};

} // namespace skiff::model
