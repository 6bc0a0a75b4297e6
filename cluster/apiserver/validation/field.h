#pragma once

#include "cluster/apiserver/status_error.h"
#include "cluster/data/value.h"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::apiserver::validation {

using Causes = std::vector<StatusCause>;

/// A place in an object: what is there (perhaps nothing), its path ("spec.containers[0].name"), and where its
/// errors go. A small value, valid while the object and the list of errors live.
class Field
{
public:
    Field(const data::Value& object, Causes& errors) : m_value(&object), m_errors(&errors) {}

    /// Something is there, and it is not null.
    explicit operator bool() const { return m_value != nullptr; }
    const data::Value* value() const { return m_value; }
    const std::string& path() const { return m_path; }

    Field operator[](std::string_view member) const;
    /// The member `key` of a map: its path is written map[key].
    Field key(std::string_view key) const;
    /// The elements of a list; none when it is absent.
    std::vector<Field> elements() const;
    /// The members of a map with their keys; none when it is absent.
    std::vector<std::pair<std::string_view, Field>> members() const;
    /// How many elements or members there are.
    size_t size() const;

    /// The string; empty when it is absent.
    std::string_view text() const;
    int64_t number(int64_t fallback = 0) const;
    bool isTrue() const;
    bool isText() const { return m_value && m_value->is_string(); }
    bool equals(const Field& other) const;

    void required(std::string_view detail = {}) const;
    /// "Invalid value: VALUE: detail", for a scalar.
    void invalid(std::string_view detail) const;
    /// The same with the value as the message shall show it.
    void invalid(std::string_view shown, std::string_view detail) const;
    void invalidForEach(const std::vector<std::string>& details) const;
    void notSupported(std::initializer_list<std::string_view> supported) const;
    void forbidden(std::string_view detail) const;
    void duplicate() const;
    void duplicate(std::string_view shown) const;
    void notFound() const;
    void tooLong(size_t most) const;
    void tooMany(size_t actual, size_t most) const;

    /// Requires a text that is one of `supported`; an absent one is "Required value".
    void requireOneOf(std::initializer_list<std::string_view> supported) const;
    /// Refuses numbers below zero.
    void requireNotNegative() const;

private:
    Field(const data::Value* value, std::string path, Causes* errors)
        : m_value(value), m_path(std::move(path)), m_errors(errors)
    {}

    void add(std::string_view reason, std::string message) const;
    std::string shown() const;

    const data::Value* m_value;
    std::string m_path;
    Causes* m_errors;
};

/// `text` in double quotes, as Go's %q writes it.
std::string quote(std::string_view text);

} // namespace skiff::apiserver::validation
