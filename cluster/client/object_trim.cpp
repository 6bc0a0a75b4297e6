#include "cluster/client/object_trim.h"

#include "cluster/data/value.h"

#include <algorithm>

namespace skiff::client {

namespace {

/// Keys of the API's own objects need no escapes; any other key is written with care.
void appendKey(std::string& out, std::string_view key)
{
    const bool plain = std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    });
    if (plain)
        out.append(1, '"').append(key).append(1, '"');
    else
        out += data::toJson(data::Value(key));
}

} // namespace

ObjectTrim::ObjectTrim(std::initializer_list<std::string_view> paths)
{
    for (const std::string_view path : paths)
        add(path);
}

void ObjectTrim::add(std::string_view path)
{
    const size_t dot = path.find('.');
    const auto [place, isNew] = m_members.try_emplace(std::string(path.substr(0, dot)));
    if (dot == std::string_view::npos)
        place->second.m_members.clear(); // the whole member
    else if (isNew || !place->second.isNothing())
        place->second.add(path.substr(dot + 1));
}

bool ObjectTrim::leavesOut(std::initializer_list<std::string_view> path) const
{
    const ObjectTrim* at = this;
    for (const std::string_view step : path) {
        const auto member = at->m_members.find(step);
        if (member == at->m_members.end())
            return false;
        at = &member->second;
    }
    return at->isNothing();
}

std::string ObjectTrim::apply(data::Node object) const
{
    if (isNothing())
        return std::string(object.span());
    std::string out;
    out.reserve(object.span().size());
    write(out, object);
    out.shrink_to_fit();
    return out;
}

void ObjectTrim::write(std::string& out, data::Node node) const
{
    if (node.isObject())
        writeObject(out, node);
    else if (node.isArray())
        writeArray(out, node);
    else
        out += node.span();
}

void ObjectTrim::writeObject(std::string& out, data::Node node) const
{
    out += '{';
    for (auto it = node.begin(); it != node.end(); ++it) {
        const auto rule = m_members.find(it.key());
        if (rule != m_members.end() && rule->second.isNothing())
            continue;
        if (out.back() != '{')
            out += ',';
        appendKey(out, it.key());
        out += ':';
        if (rule == m_members.end())
            out += (*it).span();
        else
            rule->second.write(out, *it);
    }
    out += '}';
}

void ObjectTrim::writeArray(std::string& out, data::Node node) const
{
    out += '[';
    for (const data::Node element : node) {
        if (out.back() != '[')
            out += ',';
        write(out, element);
    }
    out += ']';
}

} // namespace skiff::client
