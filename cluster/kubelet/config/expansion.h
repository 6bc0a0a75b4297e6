#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace skiff::kubelet {

/// Replaces each $(NAME) that `lookup` knows; unknown ones stay as written and "$$" is a plain
/// "$", as the Kubernetes documentation on dependent environment variables says. Pure.
std::string expandVariables(std::string_view text,
                            const std::function<std::optional<std::string>(std::string_view name)>& lookup);

} // namespace skiff::kubelet
