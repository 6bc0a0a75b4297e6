#pragma once

#include "app/model/edit/schema.h"

#include <QRegularExpression>
#include <QStringList>

#include <string>
#include <unordered_map>

namespace skiff::model::edit {

/// Says what is wrong with one value, wherever it stands: its type and the limits of its field. Made for one look at a
/// text, since it keeps the regular expressions it has met; one thread.
class ValueCheck
{
public:
    /// `schema` outlives this.
    explicit ValueCheck(const Schema& schema) : m_schema(schema) {}

    /// Whether `value` may stand where `type` is wanted; what is inside it is not looked at.
    static bool fits(const data::Value& value, const data::TypeRef& type);
    /// What is said of the value called `name` that does not fit.
    static QString wrongType(const QString& name, const data::TypeRef& type);
    static QString wrongType(const QString& name, const data::Value& value, const data::TypeRef& type);

    /// What `field` forbids of a value that fits, a sentence each: what is not one of its words, too small, too long…
    QStringList beyondLimits(const data::Value& value, const data::Field& field);

private:
    /// False when `text` surely does not match. A server's patterns may be written to take for ever: matching gives up
    /// after a while, and what it could not find out is no problem.
    bool matches(const QString& text, const std::string& pattern);

    const Schema& m_schema;
    std::unordered_map<std::string, QRegularExpression> m_patterns;
};

} // namespace skiff::model::edit
