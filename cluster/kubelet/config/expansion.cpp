#include "cluster/kubelet/config/expansion.h"

namespace skiff::kubelet {

std::string expandVariables(std::string_view text,
                            const std::function<std::optional<std::string>(std::string_view name)>& lookup)
{
    std::string result;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '$' || i + 1 == text.size()) {
            result += text[i];
            continue;
        }
        const char next = text[++i];
        if (next == '$') {
            result += '$';
            continue;
        }
        const size_t end = next == '(' ? text.find(')', i) : std::string_view::npos;
        if (end == std::string_view::npos) {
            result += '$';
            result += next;
            continue;
        }
        const std::string_view name = text.substr(i + 1, end - i - 1);
        if (const auto value = lookup(name))
            result += *value;
        else
            result.append("$(").append(name).append(")");
        i = end;
    }
    return result;
}

} // namespace skiff::kubelet
