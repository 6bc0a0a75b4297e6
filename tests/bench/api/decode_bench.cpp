// What a 3 KB pod costs between the wire and the store. Bar: decode and defaults in 40 µs.
#include "cluster/api/defaults.h"
#include "cluster/api/views/pod.h"
#include "cluster/base/file.h"
#include "cluster/data/codec.h"

#include <fmt/format.h>

#include <ctime>

using namespace skiff;

namespace {

/// Prints the CPU time of one call of `work`, the best of five rounds.
template <class Work>
void measure(std::string_view name, Work work)
{
    constexpr int Calls = 2000;
    double best = 1e9;
    for (int round = 0; round < 5; ++round) {
        const std::clock_t start = std::clock();
        for (int i = 0; i < Calls; ++i)
            work();
        best = std::min(best, double(std::clock() - start) / CLOCKS_PER_SEC / Calls * 1e6);
    }
    fmt::print("{:<40} {:7.2f} µs\n", name, best);
}

} // namespace

int main()
{
    const std::string text = file::read(SKIFF_SOURCE_DIR "/tests/data/api/pod-3k.json").value();
    const api::Resource& pods = *api::findResource("", "v1", "pods");
    const auto document = data::Document::parse(text).value();
    const auto decoded = data::decodeObject(document->root(), *pods.type).value();
    fmt::print("pod of {} bytes\n", text.size());
    measure("Document::parse", [&] { (void)data::Document::parse(text).value(); });
    measure("parseJson (tree)", [&] { (void)data::parseJson(text).value(); });
    measure("decode", [&] {
        (void)data::decodeObject(document->root(), *pods.type, {data::FieldValidation::Warn, false}).value();
    });
    measure("decode and fill", [&] { (void)data::decodeObject(document->root(), *pods.type).value(); });
    measure("decode, fill and defaults", [&] {
        auto object = data::decodeObject(document->root(), *pods.type).value();
        api::applyDefaults(pods, object.value);
    });
    measure("decode and fill of a tree", [&] { (void)data::decodeObject(decoded.value, *pods.type).value(); });
    measure("copy of a tree", [&] { const data::Value copy = decoded.value; });
    measure("toJson", [&] { (void)data::toJson(decoded.value); });
    size_t sum = 0;
    measure("read 10 fields through views", [&] {
        const api::PodView pod(document->root());
        for (const api::ContainerView container : pod.spec().containers())
            sum += container.name().size() + container.image().size() + container.ports().size();
        sum += pod.metadata().name().size() + pod.metadata().namespace_().size() + pod.spec().nodeName().size();
    });
    return sum == 0;
}
