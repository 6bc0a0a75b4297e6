#pragma once

#include "cluster/apiserver/validation/field.h"

#include <string>

namespace skiff::apiserver::validation {

/// Values as Go's %#v prints them, where Kubernetes' messages show them so.

/// map[string]string{"a":"b"}, keys sorted; map[string]string(nil) when absent.
std::string goStringMap(const Field& map);
/// []string{"a", "b"}; []string(nil) when absent.
std::string goStringList(const Field& list);
/// v1.LabelSelector{MatchLabels:..., MatchExpressions:...}.
std::string goLabelSelector(const Field& selector);
/// intstr.IntOrString{Type:0, IntVal:1, StrVal:""}.
std::string goIntOrString(const Field& value);

} // namespace skiff::apiserver::validation
