#include "cluster/data/patch/json_patch.h"

#include "cluster/data/patch/directives.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

namespace skiff::data {

namespace {

using Pointer = std::vector<std::string>;

/// The steps of an RFC 6901 pointer; nothing when it is malformed.
std::optional<Pointer> parsePointer(std::string_view text)
{
    Pointer steps;
    if (text.empty())
        return steps;
    if (text.front() != '/')
        return std::nullopt;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '/') {
            steps.emplace_back();
            continue;
        }
        if (text[i] != '~') {
            steps.back() += text[i];
            continue;
        }
        ++i;
        if (i == text.size() || (text[i] != '0' && text[i] != '1'))
            return std::nullopt;
        steps.back() += text[i] == '0' ? '~' : '/';
    }
    return steps;
}

/// An array index below `end`; nothing for leading zeros, signs and what is too large.
std::optional<size_t> parseIndex(std::string_view step, size_t end)
{
    if (step.empty() || step.size() > 9 || (step.size() > 1 && step.front() == '0'))
        return std::nullopt;
    size_t index = 0;
    for (const char digit : step) {
        if (digit < '0' || digit > '9')
            return std::nullopt;
        index = index * 10 + static_cast<size_t>(digit - '0');
    }
    return index < end ? std::optional(index) : std::nullopt;
}

Error missing(std::string_view path)
{
    return {ErrorCode::NotFound, fmt::format("path \"{}\" does not exist", path)};
}

/// Applies operations one by one to a document it owns.
class Patcher
{
public:
    Patcher(Value document, size_t copyBudget) : m_document(std::move(document)), m_copyBudget(copyBudget) {}

    Status apply(const Object& operation);
    Value take() { return std::move(m_document); }

private:
    struct Location
    {
        std::string text;
        Pointer steps;
    };

    static Result<Location> location(const Object& operation, std::string_view member);
    static Result<Value> operand(const Object& operation);

    Result<Value*> resolve(const Location& at, size_t steps);
    Result<Value*> resolve(const Location& at) { return resolve(at, at.steps.size()); }
    Status add(const Location& at, Value value);
    Status remove(const Location& at);
    Status replace(const Location& at, Value value);
    Status move(const Location& from, const Location& to);
    Status copy(const Location& from, const Location& to);
    Status test(const Location& at, const Value& expected);

    Value m_document;
    size_t m_copyBudget;
};

Result<Patcher::Location> Patcher::location(const Object& operation, std::string_view member)
{
    const Value* text = operation.if_contains(member);
    if (!text || !text->is_string())
        return Error{ErrorCode::InvalidArgument, fmt::format("json patch: an operation has no \"{}\"", member)};
    Location at{std::string(text->get_string()), {}};
    auto steps = parsePointer(at.text);
    if (!steps)
        return Error{ErrorCode::InvalidArgument, fmt::format("json patch: \"{}\" is no JSON pointer", at.text)};
    at.steps = std::move(*steps);
    return at;
}

Result<Value> Patcher::operand(const Object& operation)
{
    const Value* value = operation.if_contains("value");
    if (!value)
        return Error{ErrorCode::InvalidArgument, "json patch: an operation has no \"value\""};
    return *value;
}

Result<Value*> Patcher::resolve(const Location& at, size_t steps)
{
    Value* here = &m_document;
    for (size_t i = 0; i < steps; ++i) {
        Value* next = nullptr;
        if (here->is_object()) {
            next = here->get_object().if_contains(at.steps[i]);
        } else if (here->is_array()) {
            if (const auto index = parseIndex(at.steps[i], here->get_array().size()))
                next = &here->get_array()[*index];
        }
        if (!next)
            return missing(at.text);
        here = next;
    }
    return here;
}

Status Patcher::add(const Location& at, Value value)
{
    if (at.steps.empty()) {
        m_document = std::move(value);
        return {};
    }
    SKIFF_TRY_ASSIGN(Value * parent, resolve(at, at.steps.size() - 1));
    const std::string& last = at.steps.back();
    if (parent->is_object()) {
        parent->get_object()[last] = std::move(value);
        return {};
    }
    if (!parent->is_array())
        return {ErrorCode::Conflict, fmt::format("path \"{}\" leads into a value without members", at.text)};
    Array& array = parent->get_array();
    const auto index = last == "-" ? std::optional(array.size()) : parseIndex(last, array.size() + 1);
    if (!index)
        return missing(at.text);
    array.insert(array.begin() + *index, std::move(value));
    return {};
}

Status Patcher::remove(const Location& at)
{
    SKIFF_TRY(resolve(at));
    if (at.steps.empty()) {
        m_document = nullptr;
        return {};
    }
    Value* parent = resolve(at, at.steps.size() - 1).value();
    if (parent->is_object()) {
        patch::removeMember(parent->get_object(), at.steps.back());
    } else {
        Array& array = parent->get_array();
        array.erase(array.begin() + *parseIndex(at.steps.back(), array.size()));
    }
    return {};
}

Status Patcher::replace(const Location& at, Value value)
{
    SKIFF_TRY_ASSIGN(Value * target, resolve(at));
    *target = std::move(value);
    return {};
}

Status Patcher::move(const Location& from, const Location& to)
{
    const bool below =
        to.steps.size() > from.steps.size() && std::equal(from.steps.begin(), from.steps.end(), to.steps.begin());
    if (below)
        return {ErrorCode::Conflict, fmt::format("cannot move \"{}\" into its own child \"{}\"", from.text, to.text)};
    SKIFF_TRY_ASSIGN(Value * source, resolve(from));
    Value value = *source;
    SKIFF_TRY(remove(from));
    return add(to, std::move(value));
}

Status Patcher::copy(const Location& from, const Location& to)
{
    SKIFF_TRY_ASSIGN(Value * source, resolve(from));
    const size_t bytes = toJson(*source).size();
    if (bytes > m_copyBudget)
        return {ErrorCode::ResourceExhausted, "json patch: the copy operations add too much"};
    m_copyBudget -= bytes;
    return add(to, Value(*source));
}

Status Patcher::test(const Location& at, const Value& expected)
{
    SKIFF_TRY_ASSIGN(Value * actual, resolve(at));
    if (!equal(*actual, expected))
        return {ErrorCode::Conflict, fmt::format("testing value {} failed", at.text)};
    return {};
}

Status Patcher::apply(const Object& operation)
{
    const Value* op = operation.if_contains("op");
    if (!op || !op->is_string())
        return {ErrorCode::InvalidArgument, "json patch: an operation has no \"op\""};
    const std::string_view name = op->get_string();
    SKIFF_TRY_ASSIGN(const Location path, location(operation, "path"));
    if (name == "remove")
        return remove(path);
    if (name == "move" || name == "copy") {
        SKIFF_TRY_ASSIGN(const Location from, location(operation, "from"));
        return name == "move" ? move(from, path) : copy(from, path);
    }
    if (name != "add" && name != "replace" && name != "test")
        return {ErrorCode::InvalidArgument, fmt::format("json patch: unexpected kind: {}", name)};
    SKIFF_TRY_ASSIGN(Value value, operand(operation));
    if (name == "test")
        return test(path, value);
    return name == "add" ? add(path, std::move(value)) : replace(path, std::move(value));
}

} // namespace

Result<Value> applyJsonPatch(Value original, const Value& patch, const JsonPatchLimits& limits)
{
    if (!patch.is_array())
        return Error{ErrorCode::InvalidArgument, "json patch: the document is no list of operations"};
    const Array& operations = patch.get_array();
    if (operations.size() > limits.operations) {
        return Error{ErrorCode::ResourceExhausted,
                     fmt::format("The allowed maximum operations in a JSON patch is {}, got {}", limits.operations,
                                 operations.size())};
    }
    Patcher patcher(std::move(original), limits.copiedBytes);
    for (const Value& operation : operations) {
        if (!operation.is_object())
            return Error{ErrorCode::InvalidArgument, "json patch: an operation is no object"};
        SKIFF_TRY(patcher.apply(operation.get_object()));
    }
    return patcher.take();
}

} // namespace skiff::data
