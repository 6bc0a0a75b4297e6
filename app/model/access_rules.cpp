#include "app/model/access_rules.h"

#include "cluster/data/document.h"

#include <algorithm>

namespace skiff::model {

namespace {

QStringList texts(data::Node node)
{
    QStringList list;
    for (const data::Node item : node)
        list.append(QString::fromStdString(std::string(item.asString())));
    return list;
}

bool holds(const QStringList& list, const QString& word)
{
    return list.contains(QLatin1String("*")) || list.contains(word);
}

} // namespace

Result<AccessRules> AccessRules::decode(std::string_view json)
{
    SKIFF_TRY_ASSIGN(const auto document, data::Document::parse(std::string(json)));
    const data::Node status = document->root()["status"];
    if (!status["resourceRules"].isArray())
        return Error{ErrorCode::Unsupported, "the server did not say what is allowed"};
    AccessRules rules;
    rules.m_incomplete = status["incomplete"].asBool();
    for (const data::Node rule : status["resourceRules"])
        rules.m_rules.push_back({.verbs = texts(rule["verbs"]),
                                 .groups = texts(rule["apiGroups"]),
                                 .resources = texts(rule["resources"]),
                                 .names = texts(rule["resourceNames"])});
    return rules;
}

AccessRules::Answer AccessRules::may(const QString& verb, const ResourceKind& kind, const QString& subresource,
                                     const QString& name) const
{
    const QString resource = subresource.isEmpty() ? kind.plural() : kind.plural() + QLatin1Char('/') + subresource;
    const QString anyParent = QStringLiteral("*/") + subresource;
    const bool allowed = std::any_of(m_rules.begin(), m_rules.end(), [&](const Rule& rule) {
        return holds(rule.verbs, verb) && holds(rule.groups, kind.group) &&
               (holds(rule.resources, resource) || (!subresource.isEmpty() && rule.resources.contains(anyParent))) &&
               (rule.names.isEmpty() || name.isEmpty() || rule.names.contains(name));
    });
    return allowed ? Answer::Yes : m_incomplete ? Answer::Unknown : Answer::No;
}

} // namespace skiff::model
