#include "cluster/client/object.h"

#include <charconv>

namespace skiff::client {

namespace {

bool parseVersion(std::string_view text, uint64_t& version)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    return error == std::errc() && end == text.data() + text.size();
}

} // namespace

Object::Object(std::shared_ptr<const data::Document> document)
    : m_document(std::move(document)),
      m_metadata(m_document->root()["metadata"]),
      m_key{std::string(m_metadata["namespace"].asString()), std::string(m_metadata["name"].asString())}
{}

Result<ObjectPtr> Object::from(std::shared_ptr<const data::Document> document)
{
    ObjectPtr object(new Object(std::move(document)));
    if (object->name().empty())
        return Error{ErrorCode::InvalidArgument, "an API object without metadata.name"};
    return object;
}

Result<ObjectPtr> Object::parse(std::string text)
{
    SKIFF_TRY_ASSIGN(auto document, data::Document::parse(std::move(text)));
    return from(std::move(document));
}

data::Node Object::controllerRef() const
{
    for (const data::Node owner : m_metadata["ownerReferences"])
        if (owner["controller"].asBool())
            return owner;
    return {};
}

bool isSameOrNewer(std::string_view a, std::string_view b)
{
    uint64_t left = 0;
    uint64_t right = 0;
    return !parseVersion(a, left) || !parseVersion(b, right) || left >= right;
}

} // namespace skiff::client
