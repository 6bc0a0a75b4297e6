#include "app/model/edit/secret_values.h"

#include <QCoreApplication>

#include <array>

namespace skiff::model::edit {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::edit::SecretValues)
};

constexpr std::array<std::string_view, 2> Members{"data", "stringData"};

bool isSecret(const data::Value& object)
{
    return data::stringAt(object, {"kind"}) == "Secret" && data::stringAt(object, {"apiVersion"}) == "v1";
}

/// Puts words in the place of each value; `other` is what they are compared with.
void hide(data::Value& object, const data::Value& other, bool after)
{
    for (const std::string_view member : Members) {
        data::Value* values = data::find(object, {member});
        if (!values || !values->is_object())
            continue;
        for (auto& [key, value] : values->get_object()) {
            const data::Value* before = data::find(other, {member, std::string_view(key)});
            const QString length = QString::number(value.is_string() ? value.get_string().size() : 0);
            const bool changed = after && before && !data::equal(*before, value);
            value = (changed ? Words::tr("(hidden, %1 characters, changed)") : Words::tr("(hidden, %1 characters)"))
                        .arg(length)
                        .toStdString();
        }
    }
    // kubectl keeps all values there once more.
    data::removeAt(object, {"metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"});
}

} // namespace

std::pair<data::Value, data::Value> withoutSecretValues(data::Value before, data::Value after)
{
    const data::Value wasBefore = isSecret(before) ? before : data::Value();
    const data::Value wasAfter = isSecret(after) ? after : data::Value();
    if (isSecret(before))
        hide(before, wasAfter, false);
    if (isSecret(after))
        hide(after, wasBefore, true);
    return {std::move(before), std::move(after)};
}

} // namespace skiff::model::edit
