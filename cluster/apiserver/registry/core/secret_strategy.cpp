#include "cluster/apiserver/registry/core/secret_strategy.h"

#include "cluster/data/base64.h"

namespace skiff::apiserver {

namespace {

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

} // namespace skiff::apiserver
