#pragma once

#include "cluster/data/value.h"

#include <compare>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace skiff::model::edit {

/// One step into a document: a member, a list's element by position, by its key members
/// (x-kubernetes-list-type: map) or by its value (set).
struct PathStep
{
    enum class Type
    {
        Field,
        Index,
        Key,
        Value
    };

    Type type = Type::Field;
    std::string name; ///< of the member
    size_t index = 0;
    std::vector<std::pair<std::string, data::Value>> keys; ///< of the element
    data::Value value;                                     ///< of the element

    static PathStep field(std::string_view name);
    static PathStep at(size_t index);
    static PathStep withKeys(std::vector<std::pair<std::string, data::Value>> keys); ///< in any order
    static PathStep of(data::Value value);

    /// True when the list's element is the one this step means (by key or value, not by index).
    bool matches(const data::Value& element) const;
    bool operator==(const PathStep& other) const;
};

/// Where a field is, in the words of structured-merge-diff: .spec.containers[name="web"].image. A value.
class FieldPath
{
public:
    FieldPath() = default;
    explicit FieldPath(std::vector<PathStep> steps) : m_steps(std::move(steps)) {}

    /// Reads what toString() and a server's conflicts write; InvalidArgument when it is no path.
    /// Members may have dots in their names, which the text does not tell apart from steps: where `root` is
    /// given and has such a member, it is that one.
    static Result<FieldPath> parse(std::string_view text, const data::Value* root = nullptr);
    /// As a server writes it in conflicts.
    std::string toString() const;

    const std::vector<PathStep>& steps() const { return m_steps; }
    bool empty() const { return m_steps.empty(); }
    FieldPath then(PathStep step) const;
    FieldPath then(std::string_view field) const { return then(PathStep::field(field)); }
    bool startsWith(const FieldPath& prefix) const;

    /// The value there, or nullptr.
    const data::Value* find(const data::Value& root) const;
    /// Puts `value` there; members and keyed elements on the way are made. False when a step does not fit.
    bool set(data::Value& root, data::Value value) const;
    /// Removes what is there, if anything.
    void remove(data::Value& root) const;

    bool operator==(const FieldPath& other) const = default;

private:
    std::vector<PathStep> m_steps;
};

} // namespace skiff::model::edit
