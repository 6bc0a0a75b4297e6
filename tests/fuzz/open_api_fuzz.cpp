// Schemas from servers: any document ends as a schema or an error, and its types can be walked.
#include "app/model/edit/completion.h"
#include "app/model/edit/open_api_schema.h"

using namespace skiff;
using namespace skiff::model::edit;

namespace {

void walk(const Schema& schema, const data::TypeRef& type, int depth)
{
    if (depth > 6)
        return;
    (void)typeWords(type);
    if (type.element)
        walk(schema, *type.element, depth + 1);
    if (type.kind == data::TypeKind::Object && type.object)
        for (const data::Field& field : type.object->fields) {
            (void)schema.limits(field);
            (void)snippetFor(field, 2);
            walk(schema, field.type, depth + 1);
        }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    const auto document = data::parseJson({reinterpret_cast<const char*>(bytes), size});
    if (!document.ok())
        return 0;
    OpenApiSchema schema;
    if (!schema.add(*document).ok())
        return 0;
    for (const TypeName& name : schema.kinds()) {
        (void)skeleton(schema, name);
        if (const data::ObjectType* type = schema.find(name))
            walk(schema, {data::TypeKind::Object, type, nullptr}, 0);
    }
    return 0;
}
