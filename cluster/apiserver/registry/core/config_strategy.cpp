#include "cluster/apiserver/registry/core/config_strategy.h"

#include "cluster/data/base64.h"

namespace skiff::apiserver {

namespace {

bool sameAt(const data::Value& a, const data::Value& b, std::string_view member)
{
    const data::Value* left = data::find(a, {member});
    const data::Value* right = data::find(b, {member});
    return left && right ? data::equal(*left, *right) : left == right;
}

/// stringData is only for writing: its texts are kept in data.
void moveStringData(data::Value& secret)
{
    const data::Value* texts = data::find(secret, {"stringData"});
    if (!texts || !texts->is_object())
        return;
    const data::Object plain = texts->as_object();
    secret.as_object().erase("stringData");
    data::Object& bytes = data::ensureObject(secret, {"data"});
    for (const auto& member : plain)
        if (const auto* text = member.value().if_string())
            bytes[member.key()] = data::toBase64({text->data(), text->size()});
}

} // namespace

Causes ConfigMapStrategy::validateUpdate(const data::Value& object, const data::Value& old, const WriteCall&) const
{
    Causes causes;
    if (!data::boolAt(old, {"immutable"}))
        return causes;
    if (!data::boolAt(object, {"immutable"}))
        causes.push_back(forbiddenField("immutable", "field is immutable when `immutable` is set"));
    for (const char* member : {"data", "binaryData"})
        if (!sameAt(object, old, member))
            causes.push_back(forbiddenField(member, "field is immutable when `immutable` is set"));
    return causes;
}

void SecretStrategy::prepareForCreate(data::Value& object, const WriteCall& call) const
{
    Strategy::prepareForCreate(object, call);
    moveStringData(object);
}

void SecretStrategy::prepareForUpdate(data::Value& object, const data::Value& old, const WriteCall& call) const
{
    Strategy::prepareForUpdate(object, old, call);
    moveStringData(object);
}

Causes SecretStrategy::validateUpdate(const data::Value& object, const data::Value& old, const WriteCall& call) const
{
    Causes causes = ConfigMapStrategy::validateUpdate(object, old, call);
    if (!sameAt(object, old, "type"))
        causes.push_back(invalidField("type", quoted(data::stringAt(object, {"type"})), "field is immutable"));
    return causes;
}

} // namespace skiff::apiserver
