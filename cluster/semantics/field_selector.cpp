#include "cluster/semantics/field_selector.h"

#include <fmt/format.h>

#include <optional>

namespace skiff::semantics {

namespace {

/// Cuts at commas that no backslash protects.
std::vector<std::string_view> splitTerms(std::string_view text)
{
    std::vector<std::string_view> terms;
    size_t begin = 0;
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == ',') {
            terms.push_back(text.substr(begin, at - begin));
            begin = at + 1;
        }
    }
    terms.push_back(text.substr(begin));
    return terms;
}

Result<std::string> unescape(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '\\') {
            if (at + 1 == text.size() || (text[at + 1] != '\\' && text[at + 1] != ',' && text[at + 1] != '='))
                return Error{ErrorCode::InvalidArgument,
                             fmt::format("invalid field selector: invalid escape sequence: {}",
                                         text.substr(at, at + 1 == text.size() ? 1 : 2))};
            out += text[++at];
        } else if (text[at] == '=') {
            return Error{ErrorCode::InvalidArgument, "invalid field selector: unescaped character in sequence: '='"};
        } else {
            out += text[at];
        }
    }
    return out;
}

struct Term
{
    std::string_view field;
    std::string_view value;
    bool equal = true;
};

std::optional<Term> splitTerm(std::string_view term)
{
    for (size_t at = 0; at < term.size(); ++at) {
        const std::string_view rest = term.substr(at);
        for (const std::string_view op : {"!=", "==", "="})
            if (rest.substr(0, op.size()) == op)
                return Term{term.substr(0, at), rest.substr(op.size()), op != "!="};
    }
    return std::nullopt;
}

void appendEscaped(std::string& out, std::string_view text)
{
    for (const char c : text) {
        if (c == '\\' || c == ',' || c == '=')
            out += '\\';
        out += c;
    }
}

} // namespace

Result<FieldSelector> FieldSelector::parse(std::string_view text)
{
    FieldSelector selector;
    for (const std::string_view part : splitTerms(text)) {
        if (part.empty())
            continue;
        const std::optional<Term> term = splitTerm(part);
        if (!term)
            return Error{ErrorCode::InvalidArgument,
                         fmt::format("invalid selector: '{}'; can't understand '{}'", text, part)};
        SKIFF_TRY_ASSIGN(std::string value, unescape(term->value));
        selector.m_requirements.push_back({std::string(term->field), std::move(value), term->equal});
    }
    return selector;
}

const std::string* FieldSelector::requiredValue(std::string_view field) const
{
    for (const FieldRequirement& requirement : m_requirements)
        if (requirement.equal && requirement.field == field)
            return &requirement.value;
    return nullptr;
}

std::string FieldSelector::toString() const
{
    std::string text;
    for (const FieldRequirement& requirement : m_requirements) {
        if (!text.empty())
            text += ',';
        text += requirement.field;
        text += requirement.equal ? "=" : "!=";
        appendEscaped(text, requirement.value);
    }
    return text;
}

} // namespace skiff::semantics
