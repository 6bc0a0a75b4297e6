#pragma once

#include "cluster/data/document.h"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace skiff::client {

/// Leaves parts of objects out, so that a cache keeps what its readers read and no more. An immutable value;
/// any thread.
class ObjectTrim
{
public:
    ObjectTrim() = default; ///< leaves everything as it is
    /// Paths of members to leave out, "spec.containers.env"; lists on the way mean each element.
    ObjectTrim(std::initializer_list<std::string_view> paths);

    bool isNothing() const { return m_members.empty(); }
    /// All of the member at `path` is left out.
    bool leavesOut(std::initializer_list<std::string_view> path) const;
    /// The object's JSON without those parts.
    std::string apply(data::Node object) const;
    void add(std::string_view path);

private:
    void write(std::string& out, data::Node node) const;
    void writeObject(std::string& out, data::Node node) const;
    void writeArray(std::string& out, data::Node node) const;

    /// What to do in each member; a member with nothing further goes.
    std::map<std::string, ObjectTrim, std::less<>> m_members;
};

} // namespace skiff::client
