#include "app/model/object_yaml.h"

#include "cluster/data/yaml/yaml.h"

namespace skiff::model {

Result<QString> objectYaml(std::string_view json)
{
    SKIFF_TRY_ASSIGN(data::Value object, data::parseJson(json));
    data::removeAt(object, {"metadata", "managedFields"});
    return QString::fromStdString(data::toYaml(object));
}

} // namespace skiff::model
