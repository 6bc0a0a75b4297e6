#include "cluster/api/custom/check.h"
#include "cluster/api/custom/custom_kind.h"
#include "cluster/api/custom/shape.h"
#include "cluster/api/custom/structure.h"
#include "cluster/data/apply/check.h"

#include <cstdint>
#include <string_view>

using namespace skiff;

/// A JSON list of a CustomResourceDefinition and an object: compiled, and the object taken through all that the server
/// does with it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    const auto input = data::parseJson({reinterpret_cast<const char*>(bytes), size});
    if (!input || !input->is_array() || input->as_array().size() != 2)
        return 0;
    const data::Value& definition = input->as_array()[0];
    if (const data::Value* versions = data::find(definition, {"spec", "versions"}); versions && versions->is_array())
        for (const data::Value& each : versions->get_array())
            if (const data::Value* schema = data::find(each, {"schema", "openAPIV3Schema"}))
                (void)api::custom::checkStructure(*schema, "s");
    const auto kind = api::custom::CustomKind::compile(definition);
    if (!kind)
        return 0;
    const api::custom::Version& storage = kind->storage();
    data::Value object = input->as_array()[1];
    std::vector<std::string> dropped;
    api::custom::prune(object, storage.schema, true, &dropped);
    api::custom::CustomKind::refresh(object, storage);
    (void)api::custom::check(object, storage.schema);
    (void)api::custom::check(object, storage.schema, &input->as_array()[1]);
    (void)data::checkConfiguration(object, *storage.type);
    for (const api::custom::CellPath& cell : storage.cells)
        if (cell.path)
            (void)cell.path->first(object);
    return 0;
}
