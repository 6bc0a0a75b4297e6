#include "cluster/kubelet/server/stats_summary.h"

#include "cluster/kubelet/labels.h"

#include <map>

namespace skiff::kubelet {

namespace {

std::string label(const runtime::ContainerStats& stats, std::string_view key)
{
    const auto found = stats.labels.find(std::string(key));
    return found == stats.labels.end() ? std::string() : found->second;
}

data::Object containerStats(const runtime::ContainerStats& stats)
{
    const std::string time = formatTime(stats.at);
    return {{"name", label(stats, labels::ContainerName)},
            {"cpu", data::Object{{"time", time}, {"usageCoreNanoSeconds", stats.cpuUsageNanoseconds}}},
            {"memory", data::Object{{"time", time}, {"workingSetBytes", stats.memoryWorkingSetBytes}}},
            {"rootfs", data::Object{{"time", time}, {"usedBytes", stats.writableLayerBytes}}}};
}

} // namespace

data::Value statsSummary(const std::string& nodeName, const std::vector<runtime::ContainerStats>& stats, WallTime now)
{
    std::map<std::string, data::Object> pods;
    for (const runtime::ContainerStats& one : stats) {
        const std::string uid = label(one, labels::PodUid);
        if (uid.empty())
            continue;
        data::Object& pod = pods[uid];
        if (pod.empty()) {
            pod["podRef"] = data::Object{
                {"name", label(one, labels::PodName)}, {"namespace", label(one, labels::PodNamespace)}, {"uid", uid}};
            pod["containers"] = data::Array{};
        }
        pod["containers"].get_array().push_back(containerStats(one));
    }
    data::Array list;
    for (auto& [uid, pod] : pods)
        list.push_back(std::move(pod));
    return data::Object{{"node", data::Object{{"nodeName", nodeName}, {"time", formatTime(now)}}},
                        {"pods", std::move(list)}};
}

} // namespace skiff::kubelet
