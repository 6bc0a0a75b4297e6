#pragma once

#include "cluster/api/custom/problem.h"
#include "cluster/api/custom/schema.h"
#include "cluster/data/value.h"

#include <string>

namespace skiff::api::custom {

/// What is wrong with `value` by `schema`, in Kubernetes' words. Where `old` (nullptr: there is none) has the same
/// part already, it is not judged again: a rule that came later stops nobody from changing the rest.
Problems check(const data::Value& value, const Schema& schema, const data::Value* old = nullptr,
               const std::string& path = {});

/// True when `text` has a string format ("date-time", "ipv4", ...); formats that are not known hold for all texts.
bool hasFormat(std::string_view format, std::string_view text);

} // namespace skiff::api::custom
