#pragma once

#include "cluster/apiserver/handlers/write_options.h"
#include "cluster/net/http.h"

#include <functional>
#include <string>
#include <vector>

namespace skiff::apiserver {

/// The kind a body must have, and its schema.
struct ExpectedKind
{
    std::string_view group;
    std::string_view version;
    std::string_view kind;
    const data::ObjectType* type = nullptr;
    const api::Resource* resource = nullptr;   ///< whose defaults apply; nullptr: only those of the schema

    std::string apiVersion() const;
    static ExpectedKind of(const api::Resource& resource);
    static ExpectedKind of(const api::Resource& resource, const api::Subresource* subresource);
};

/// Reads a body (JSON, YAML or protobuf by its Content-Type; none means JSON) as `expected`: its
/// kind checked, unknown fields dropped and reported as `validation` asks, defaults filled in.
Outcome<data::Value> readObjectBody(const net::Request& request, const ExpectedKind& expected, FieldValidation validation,
                                    std::vector<std::string>& warnings);

/// The same for a document that was made here: the result of a patch.
Outcome<data::Value> readObject(data::Value document, const ExpectedKind& expected, FieldValidation validation,
                                std::vector<std::string>& warnings);

/// The same for a stored object that was changed: members of it for which `isAsStored` says yes were read when they
/// came and are taken as they are.
Outcome<data::Value> readChanged(data::Value document, const ExpectedKind& expected, FieldValidation validation,
                                 std::vector<std::string>& warnings,
                                 const std::function<bool(std::string_view)>& isAsStored);

/// Reads an options body (DeleteOptions), which clients send under many apiVersions. No defaults, unknown fields pass.
Outcome<data::Value> readOptionsBody(const net::Request& request, const ExpectedKind& expected);

/// A body of any JSON or YAML, for patches.
Outcome<data::Value> readPlainBody(std::string_view body);

} // namespace skiff::apiserver
