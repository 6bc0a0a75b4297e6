// Anything a client may send as managedFields or as a configuration. What is read once is read again to the same, and
// who applies twice changes nothing the second time.
#include "cluster/api/defaults.h"
#include "cluster/data/apply/check.h"
#include "cluster/data/apply/ownership.h"
#include "cluster/data/codec.h"

#include <array>
#include <cstdint>
#include <cstdlib>

using namespace skiff;

namespace {

class OneVersion final : public data::ObjectVersions
{
public:
    const data::ObjectType* typeAt(std::string_view) const override { return nullptr; }
    data::Value convert(const data::Value& object, std::string_view) const override { return object; }
};

const OneVersion oneVersion;
constexpr std::string_view ignored[] = {"status"};

void require(bool condition)
{
    if (!condition)
        std::abort();
}

void readFields(data::Node node)
{
    data::PathPool pool;
    const auto set = data::readFieldsV1(node, pool);
    if (!set.ok())
        return;
    const std::string text = data::toFieldsV1(*set);
    const auto document = data::Document::parse(text);
    require(document.ok());
    const auto again = data::readFieldsV1((*document)->root(), pool);
    require(again.ok() && *again == *set);
    require(data::fieldsV1Covers(data::JsonSpan(text), *set));
    require(set->empty() || data::fieldsV1Meets(data::JsonSpan(text), *set));
    require(data::PathSet::subtract(*set, *set).empty());
    require(data::PathSet::unite(*set, *set) == *set);
    require(data::PathSet::intersect(*set, *set) == *set);
}

/// An object and its entries, as the API server keeps them.
struct Kept
{
    const api::Resource& resource;
    data::Value object;
    std::string entries = {};

    void apply(const data::Value& configuration, std::string manager)
    {
        if (!data::checkConfiguration(configuration, *resource.type).ok())
            return;
        if (write(configuration, manager))
            (void)write(configuration, manager);
    }

    std::optional<data::OwnershipChange> write(const data::Value& configuration, const std::string& manager)
    {
        data::PathPool pool;
        auto managed = data::ManagedFields::fromJson(entries);
        require(managed.ok());
        const data::OwnershipCall call{
            {manager, true, resource.apiVersion(), {}}, *resource.type, oneVersion, "t", ignored};
        auto applied = data::applyConfiguration(object, configuration, *managed, call, true, pool);
        require(applied.conflicts.empty());
        if (applied.object) {
            auto decoded = data::decodeObject(*applied.object, *resource.type, {data::FieldValidation::Ignore});
            if (!decoded.ok())
                return std::nullopt; // a quantity or time that is none
            api::applyDefaults(resource, decoded->value);
            object = std::move(decoded->value);
        }
        entries = managed->toJson();
        return applied.ownership;
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    static const std::array resources{api::findResource("", "v1", "pods"), api::findResource("", "v1", "services"),
                                      api::findResource("", "v1", "configmaps"),
                                      api::findResource("apps", "v1", "deployments")};
    if (size == 0)
        return 0;
    const auto document = data::Document::parse(std::string(reinterpret_cast<const char*>(bytes) + 1, size - 1));
    if (!document.ok())
        return 0;
    const data::Node root = (*document)->root();
    readFields(root);
    if (!root.isArray())
        return 0;
    const api::Resource& resource = *resources[bytes[0] % resources.size()];
    Kept kept{resource, data::unsetObject(*resource.type)};
    size_t number = 0;
    for (const data::Node each : root)
        if (const data::Value configuration = each.toValue(); configuration.is_object() && number < 8)
            kept.apply(configuration, number++ % 2 == 0 ? "one" : "two");
    return 0;
}
