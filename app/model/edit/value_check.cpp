#include "app/model/edit/value_check.h"

#include "app/model/edit/validation.h"
#include "cluster/data/quantity.h"

#include <algorithm>
#include <cmath>

namespace skiff::model::edit {

namespace {

constexpr size_t LongestPattern = 2000; ///< characters of a server's regular expression
constexpr qsizetype LongestMatched = 4000;

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

} // namespace

bool ValueCheck::fits(const data::Value& value, const data::TypeRef& type)
{
    using data::TypeKind;
    switch (type.kind) {
    case TypeKind::String:
    case TypeKind::Bytes:
    case TypeKind::Time:
    case TypeKind::MicroTime:
        return value.is_string();
    case TypeKind::Boolean:
        return value.is_bool();
    case TypeKind::Int32:
    case TypeKind::Int64:
    case TypeKind::UInt32:
    case TypeKind::UInt64:
    case TypeKind::Enum:
        return value.is_int64() || value.is_uint64() ||
               (value.is_double() && std::trunc(value.get_double()) == value.get_double());
    case TypeKind::Double:
    case TypeKind::Float:
        return value.is_number();
    case TypeKind::IntOrString:
        return value.is_string() || value.is_int64() || value.is_uint64();
    case TypeKind::Quantity:
        return value.is_number() || (value.is_string() && data::Quantity::parse(value.get_string()).ok());
    case TypeKind::Object:
    case TypeKind::Map:
        return value.is_object();
    case TypeKind::List:
        return value.is_array();
    case TypeKind::Raw:
        return true;
    }
    return true;
}

QString ValueCheck::wrongType(const QString& name, const data::TypeRef& type)
{
    return Validation::tr("%1 must be of type %2.").arg(name, QString::fromStdString(typeWords(type)));
}

QString ValueCheck::wrongType(const QString& name, const data::Value& value, const data::TypeRef& type)
{
    if (type.kind == data::TypeKind::Quantity)
        return Validation::tr("%1 must be a quantity such as 500m, 1.5 or 64Mi.").arg(name);
    QString text = wrongType(name, type);
    if (type.kind == data::TypeKind::String && (value.is_number() || value.is_bool()))
        text += QLatin1Char(' ') + Validation::tr("Put it in quotes.");
    return text;
}

QStringList ValueCheck::beyondLimits(const data::Value& value, const data::Field& field)
{
    QStringList problems;
    const QString name = fromView(field.name);
    if (!field.enumValues.empty() && value.is_string()) {
        const std::string_view text = value.get_string();
        if (std::find(field.enumValues.begin(), field.enumValues.end(), text) == field.enumValues.end() &&
            !text.empty()) {
            QStringList allowed;
            for (const std::string_view each : field.enumValues)
                allowed.append(fromView(each));
            problems.append(Validation::tr("%1 must be one of %2.").arg(name, allowed.join(QLatin1String(", "))));
        }
    }
    const ValueLimits limit = m_schema.limits(field);
    if (value.is_number()) {
        const double number = value.to_number<double>();
        if (limit.minimum && number < *limit.minimum)
            problems.append(Validation::tr("%1 must be %2 or more.").arg(name).arg(*limit.minimum));
        if (limit.maximum && number > *limit.maximum)
            problems.append(Validation::tr("%1 must be %2 or less.").arg(name).arg(*limit.maximum));
    }
    if (value.is_string()) {
        const QString text = fromView(value.get_string());
        if (limit.minLength && double(text.size()) < *limit.minLength)
            problems.append(Validation::tr("%1 must have %2 characters or more.").arg(name).arg(*limit.minLength));
        if (limit.maxLength && double(text.size()) > *limit.maxLength)
            problems.append(Validation::tr("%1 must have %2 characters or fewer.").arg(name).arg(*limit.maxLength));
        if (!matches(text, limit.pattern))
            problems.append(Validation::tr("%1 must match %2.").arg(name, QString::fromStdString(limit.pattern)));
    }
    if (value.is_int64() && (field.type.kind == data::TypeKind::Int32) &&
        (value.get_int64() > INT32_MAX || value.get_int64() < INT32_MIN))
        problems.append(Validation::tr("%1 must fit into 32 bits.").arg(name));
    return problems;
}

bool ValueCheck::matches(const QString& text, const std::string& pattern)
{
    if (pattern.empty() || pattern.size() > LongestPattern || text.size() > LongestMatched)
        return true;
    auto [found, fresh] = m_patterns.try_emplace(pattern);
    if (fresh)
        found->second.setPattern(QLatin1String("(*LIMIT_MATCH=20000)(*LIMIT_DEPTH=2000)") +
                                 QString::fromStdString(pattern));
    if (!found->second.isValid())
        return true;
    const QRegularExpressionMatch match = found->second.match(text);
    return match.hasMatch() || !match.isValid();
}

} // namespace skiff::model::edit
