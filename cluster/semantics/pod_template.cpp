#include "cluster/semantics/pod_template.h"

#include <algorithm>
#include <vector>

namespace skiff::semantics {

namespace {

/// Appends nothing for what counts as absent: null, {} and [].
void appendCanonical(std::string& out, data::Node node, bool isLabels = false)
{
    if (node.isNull())
        return;
    if (node.isObject()) {
        std::vector<std::pair<std::string_view, data::Node>> members;
        for (auto it = node.begin(); it != node.end(); ++it)
            members.emplace_back(it.key(), *it);
        std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        const size_t before = out.size();
        out += '{';
        for (const auto& [key, value] : members) {
            if (isLabels && key == podTemplateHashLabel)
                continue;
            const size_t head = out.size();
            out.append(1, '"').append(key).append("\":");
            const size_t body = out.size();
            appendCanonical(out, value, key == "labels");
            if (out.size() == body)
                out.resize(head);
            else
                out += ',';
        }
        if (out.size() == before + 1)
            out.resize(before);
        else
            out.back() = '}';
        return;
    }
    if (node.isArray()) {
        const size_t before = out.size();
        out += '[';
        for (const data::Node element : node) {
            const size_t head = out.size();
            appendCanonical(out, element);
            if (out.size() == head)
                out += "{}"; // an element counts even when it is empty
            out += ',';
        }
        if (out.size() == before + 1)
            out.resize(before);
        else
            out.back() = ']';
        return;
    }
    if (node.isString())
        out.append(1, '"').append(node.asString()).append(1, '"');
    else
        out += node.span();
}

} // namespace

std::string canonicalPodTemplate(data::Node podTemplate)
{
    std::string out;
    appendCanonical(out, podTemplate);
    return out;
}

std::string podTemplateHash(std::string_view canonicalTemplate, int64_t collisionCount)
{
    constexpr std::string_view alphabet = "bcdfghjklmnpqrstvwxz2456789";
    constexpr uint64_t prime = 1099511628211U;
    uint64_t hash = 14695981039346656037U; // FNV-1a
    const auto mix = [&](unsigned char byte) {
        hash = (hash ^ byte) * prime;
    };
    for (const char c : canonicalTemplate)
        mix(static_cast<unsigned char>(c));
    if (collisionCount > 0)
        for (int shift = 0; shift < 64; shift += 8)
            mix(static_cast<unsigned char>(collisionCount >> shift));
    hash ^= hash >> 32;
    std::string name;
    for (int i = 0; i < 10; ++i) {
        name += alphabet[hash % alphabet.size()];
        hash /= alphabet.size();
    }
    return name;
}

} // namespace skiff::semantics
