#include "cluster/apiserver/openapi/gnostic_writer.h"

#include "cluster/data/protobuf/wire.h"

#include <array>
#include <utility>

namespace skiff::apiserver::openapi {

namespace {

using data::Array;
using data::Object;
using data::Value;
using data::protobuf::WireWriter;

void text(WireWriter& out, uint32_t number, const Object& object, std::string_view key)
{
    const Value* value = object.if_contains(key);
    if (value && value->is_string() && !value->get_string().empty())
        out.bytes(number, value->get_string());
}

void flag(WireWriter& out, uint32_t number, const Object& object, std::string_view key)
{
    const Value* value = object.if_contains(key);
    if (value && value->is_bool() && value->get_bool())
        out.varint(number, 1);
}

void texts(WireWriter& out, uint32_t number, const Object& object, std::string_view key)
{
    const Value* list = object.if_contains(key);
    if (!list || !list->is_array())
        return;
    for (const Value& each : list->get_array())
        out.bytes(number, each.get_string());
}

/// Any {yaml = 2}; JSON is YAML.
std::string any(const Value& value)
{
    WireWriter out;
    out.bytes(2, data::toJson(value));
    return out.take();
}

/// An entry {name = 1, value = 2} of gnostic's maps.
std::string named(std::string_view name, std::string_view value)
{
    WireWriter out;
    out.bytes(1, name);
    out.bytes(2, value);
    return out.take();
}

void extensions(WireWriter& out, uint32_t number, const Object& object)
{
    for (const auto& [key, value] : object) {
        if (std::string_view(key).starts_with("x-"))
            out.bytes(number, named(key, any(value)));
    }
}

/// A message whose only field, `number`, is `value`: gnostic's unions and wrappers.
std::string wrapped(uint32_t number, std::string_view value)
{
    WireWriter out;
    out.bytes(number, value);
    return out.take();
}

std::string schema(const Object& object)
{
    WireWriter out;
    text(out, 1, object, "$ref");
    text(out, 2, object, "format");
    text(out, 4, object, "description");
    if (const Value* value = object.if_contains("default"))
        out.bytes(5, any(*value));
    texts(out, 19, object, "required");
    if (const Value* values = object.if_contains("enum"); values && values->is_array()) {
        for (const Value& each : values->get_array())
            out.bytes(20, any(each));
    }
    if (const Value* inner = object.if_contains("additionalProperties"); inner && inner->is_object())
        out.bytes(21, wrapped(1, schema(inner->get_object())));
    if (const Value* type = object.if_contains("type"); type && type->is_string())
        out.bytes(22, wrapped(1, type->get_string()));
    if (const Value* items = object.if_contains("items"); items && items->is_object())
        out.bytes(23, wrapped(1, schema(items->get_object())));
    if (const Value* properties = object.if_contains("properties"); properties && properties->is_object()) {
        WireWriter all;
        for (const auto& [key, value] : properties->get_object())
            all.bytes(1, named(key, schema(value.get_object())));
        out.bytes(25, all.take());
    }
    extensions(out, 31, object);
    return out.take();
}

/// Numbers of the oneof in NonBodyParameter.
enum ParameterPlace : uint32_t
{
    InQuery = 3,
    InPath = 4
};

/// ParametersItem {Parameter {BodyParameter | NonBodyParameter {...}}}.
std::string parameter(const Object& object)
{
    const std::string_view in = object.at("in").get_string();
    WireWriter out;
    if (in == "body") {
        text(out, 1, object, "description");
        text(out, 2, object, "name");
        text(out, 3, object, "in");
        flag(out, 4, object, "required");
        out.bytes(5, schema(object.at("schema").get_object()));
        return wrapped(1, wrapped(1, out.take()));
    }
    const bool inPath = in == "path";
    flag(out, 1, object, "required");
    text(out, 2, object, "in");
    text(out, 3, object, "description");
    text(out, 4, object, "name");
    text(out, inPath ? 5 : 6, object, "type");
    flag(out, inPath ? 19 : 20, object, "uniqueItems");
    return wrapped(1, wrapped(2, wrapped(inPath ? InPath : InQuery, out.take())));
}

void parameters(WireWriter& out, uint32_t number, const Object& object)
{
    const Value* list = object.if_contains("parameters");
    if (!list || !list->is_array())
        return;
    for (const Value& each : list->get_array())
        out.bytes(number, parameter(each.get_object()));
}

std::string responses(const Object& object)
{
    WireWriter out;
    for (const auto& [code, value] : object) {
        WireWriter response;
        text(response, 1, value.get_object(), "description");
        if (const Value* of = value.get_object().if_contains("schema"))
            response.bytes(2, wrapped(1, schema(of->get_object())));
        out.bytes(1, named(code, wrapped(1, response.take())));
    }
    return out.take();
}

std::string operation(const Object& object)
{
    WireWriter out;
    texts(out, 1, object, "tags");
    text(out, 3, object, "description");
    text(out, 5, object, "operationId");
    texts(out, 6, object, "produces");
    texts(out, 7, object, "consumes");
    parameters(out, 8, object);
    out.bytes(9, responses(object.at("responses").get_object()));
    extensions(out, 13, object);
    return out.take();
}

std::string pathItem(const Object& object)
{
    static constexpr std::array<std::pair<std::string_view, uint32_t>, 5> methods{
        {{"get", 2}, {"put", 3}, {"post", 4}, {"delete", 5}, {"patch", 8}}};
    WireWriter out;
    for (const auto& [method, number] : methods) {
        if (const Value* value = object.if_contains(method))
            out.bytes(number, operation(value->get_object()));
    }
    parameters(out, 9, object);
    return out.take();
}

} // namespace

std::string toGnostic(const Value& document)
{
    const Object& root = document.get_object();
    WireWriter out;
    text(out, 1, root, "swagger");
    WireWriter info;
    text(info, 1, root.at("info").get_object(), "title");
    text(info, 2, root.at("info").get_object(), "version");
    out.bytes(2, info.take());
    WireWriter paths;
    for (const auto& [path, item] : root.at("paths").get_object())
        paths.bytes(2, named(path, pathItem(item.get_object())));
    out.bytes(8, paths.take());
    WireWriter definitions;
    for (const auto& [name, value] : root.at("definitions").get_object())
        definitions.bytes(1, named(name, schema(value.get_object())));
    out.bytes(9, definitions.take());
    return out.take();
}

} // namespace skiff::apiserver::openapi
