#pragma once

#include "cluster/apiserver/handlers/object_body.h"

namespace skiff::apiserver {

/// Reads a body (JSON or YAML) as an object of a custom kind: kind and apiVersion must be there, metadata is read as
/// that of any kind, fields that the schema does not have are dropped and reported as `validation` asks, defaults
/// filled in. Whether values are allowed is not judged here.
Outcome<data::Value> readCustomBody(const net::Request& request, const ExpectedKind& expected,
                                    FieldValidation validation, std::vector<std::string>& warnings);

/// The same for a document that was made here: the result of a patch.
Outcome<data::Value> readCustom(const data::Value& document, const ExpectedKind& expected, FieldValidation validation,
                                std::vector<std::string>& warnings);

} // namespace skiff::apiserver
