// What ownership of fields costs a write, apart from decoding and storing. Bars: apply of a ConfigMap in 150 µs of CPU
// altogether; creates and patches within theirs.
#include "cluster/api/defaults.h"
#include "cluster/base/file.h"
#include "cluster/data/apply/check.h"
#include "cluster/data/apply/ownership.h"
#include "cluster/data/codec.h"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>

using namespace skiff;

namespace {

class OneVersion final : public data::ObjectVersions
{
public:
    const data::ObjectType* typeAt(std::string_view) const override { return nullptr; }
    data::Value convert(const data::Value& object, std::string_view) const override { return object; }
};

/// Prints the CPU time of one call of `work`, the best of five rounds.
template <class Work>
void measure(std::string_view name, Work work)
{
    constexpr int calls = 2000;
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        const std::clock_t start = std::clock();
        for (int i = 0; i < calls; ++i)
            work();
        best = std::min(best, double(std::clock() - start) / CLOCKS_PER_SEC / calls * 1e6);
    }
    fmt::print("{:<48} {:7.2f} µs\n", name, best);
}

/// Writes and applies to one kind, each from the JSON of the entries before to that after, as a request does.
class Writes
{
public:
    explicit Writes(const api::Resource& resource) : m_resource(resource) {}

    data::OwnershipCall call(std::string_view manager, bool applies) const
    {
        return {{std::string(manager), applies, m_resource.apiVersion(), {}},
                *m_resource.type,
                m_versions,
                "2026-01-01T00:00:00Z",
                {}};
    }

    std::string change(const data::Value& before, const data::Value& after, const std::string& entries) const
    {
        data::PathPool pool;
        auto managed = data::ManagedFields::fromJson(entries).value();
        data::trackChange(before, after, managed, call("kubelet", false), pool);
        return managed.toJson();
    }

    std::string create(const data::Value& object) const
    {
        return change(data::unsetObject(*m_resource.type), object, {});
    }

    std::string apply(const data::Value& live, const data::Value& configuration, const std::string& entries) const
    {
        data::PathPool pool;
        auto managed = data::ManagedFields::fromJson(entries).value();
        if (data::checkConfiguration(configuration, *m_resource.type).ok())
            (void)data::applyConfiguration(live, configuration, managed, call("kubectl", true), true, pool);
        return managed.toJson();
    }

private:
    const api::Resource& m_resource;
    OneVersion m_versions;
};

data::Value podFromFile()
{
    const std::string text = file::read(SKIFF_SOURCE_DIR "/tests/data/api/pod-3k.json").value();
    const api::Resource& pods = *api::findResource("", "v1", "pods");
    auto decoded = data::decodeObject(data::Document::parse(text).value()->root(), *pods.type).value();
    api::applyDefaults(pods, decoded.value);
    data::removeAt(decoded.value, {"metadata", "managedFields"});
    return decoded.value;
}

} // namespace

int main()
{
    const Writes pods(*api::findResource("", "v1", "pods"));
    const data::Value pod = podFromFile();
    const std::string owners = pods.create(pod);
    fmt::print("pod whose entries have {} bytes\n", owners.size());
    data::Value ready = pod;
    data::ensureObject(ready, {"status"})["phase"] = "Failed";
    const std::string after = pods.change(pod, ready, owners);
    measure("pod: create", [&] { (void)pods.create(pod); });
    measure("pod: change of a field that is owned", [&] { (void)pods.change(pod, ready, after); });
    data::Value labelled = pod;
    data::ensureObject(labelled, {"metadata", "labels"})["bench"] = "1";
    measure("pod: change that makes an owner", [&] { (void)pods.change(pod, labelled, owners); });
    measure("pod: nothing changes", [&] { (void)pods.change(pod, pod, owners); });

    const Writes configMaps(*api::findResource("", "v1", "configmaps"));
    const data::Value before =
        data::parseJson(
            R"({"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c","namespace":"default"},"data":{"a":"1","b":"2","c":"3"}})")
            .value();
    data::Value wanted = before;
    wanted.as_object()["data"] = data::Object{{"a", "1"}, {"b", "9"}, {"c", "3"}};
    data::Value less = before;
    less.as_object()["data"] = data::Object{{"a", "1"}};
    const std::string applied = configMaps.apply(before, before, {});
    measure("configmap: create", [&] { (void)configMaps.create(before); });
    measure("configmap: apply the same", [&] { (void)configMaps.apply(before, before, applied); });
    measure("configmap: apply a change", [&] { (void)configMaps.apply(before, wanted, applied); });
    measure("configmap: apply less", [&] { (void)configMaps.apply(before, less, applied); });
    return 0;
}
