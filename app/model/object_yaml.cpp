#include "app/model/object_yaml.h"

#include "cluster/data/value.h"
#include "cluster/data/yaml/yaml.h"

namespace skiff::model {

Result<QString> objectYaml(std::string_view json)
{
    SKIFF_TRY_ASSIGN(data::Value object, data::parseJson(json));
    if (!object.is_object())
        return Error{ErrorCode::InvalidArgument, "the answer is not an object of the API"};
    data::removeAt(object, {"metadata", "managedFields"});
    // Readers look for these first, in this order, whatever the server's is.
    data::Object ordered;
    for (const char* key : {"apiVersion", "kind", "metadata", "spec"})
        if (auto* value = object.as_object().if_contains(key))
            ordered.emplace(key, std::move(*value));
    for (auto& [key, value] : object.as_object())
        ordered.emplace(key, std::move(value)); // what is there stays
    return QString::fromStdString(data::toYaml(data::Value(std::move(ordered))));
}

} // namespace skiff::model
