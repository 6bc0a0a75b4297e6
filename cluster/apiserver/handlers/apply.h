#pragma once

#include "cluster/apiserver/handlers/object_writer.h"
#include "cluster/data/codec.h"

namespace skiff::apiserver {

/// The media type of a configuration to apply.
inline constexpr std::string_view applyMediaType = "application/apply-patch+yaml";

/// True when a PATCH is server-side apply.
bool isApply(const net::Request& request);

/// Server-side apply to an object or its status; creates what does not exist.
void handleApply(const ApiCall& call);

/// Reads the configuration of an apply: YAML or JSON, one object. Keys that are there twice are refused or named in
/// `warnings`, as `validation` asks.
Outcome<data::Value> readConfiguration(const net::Request& request, data::FieldValidation validation,
                                       std::vector<std::string>& warnings);

} // namespace skiff::apiserver
