#include "cluster/apiserver/registry/core/secret_strategy.h"

#include "cluster/data/base64.h"

namespace skiff::apiserver {

void SecretStrategy::internalize(data::Value& object) const
{
    const data::Value* texts = data::find(object, {"stringData"});
    if (!texts || !texts->is_object())
        return;
    const data::Object plain = texts->as_object();
    object.as_object().erase("stringData");
    data::Object& bytes = data::ensureObject(object, {"data"});
    for (const auto& member : plain)
        if (const auto* text = member.value().if_string())
            bytes[member.key()] = data::toBase64({text->data(), text->size()});
}

} // namespace skiff::apiserver
