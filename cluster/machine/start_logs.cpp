#include "cluster/machine/start_logs.h"

#include "cluster/base/file.h"
#include "cluster/machine/node_services.h"

#include <filesystem>
#include <fmt/format.h>

namespace skiff::machine {

namespace {

constexpr size_t quotedLogLines = 5;

std::string keptLogs(const LifeContext& context, std::string_view profile)
{
    return fmt::format("{}/failed-start/{}", context.profiles.home(), profile);
}

} // namespace

std::string logTail(NodeShell& shell, std::string_view profile, const BootEvent& culprit)
{
    const auto text = shell.read({profile, culprit.node, serviceLog(culprit.service)});
    if (!text.ok() || text->empty())
        return {};
    size_t begin = text->size() - 1;
    for (size_t lines = 0; begin > 0; --begin) {
        if ((*text)[begin - 1] == '\n' && ++lines == quotedLogLines)
            break;
    }
    return "\n" + text->substr(begin);
}

std::string keepLogs(const LifeContext& context, const Profile& profile)
{
    forgetLogs(context, profile.name);
    const std::string target = keptLogs(context, profile.name);
    const ProfileFolder folder = context.profiles.folder(profile.name);
    bool any = false;
    const auto keep = [&](const std::string& node, std::string_view name, const std::string& text) {
        const std::string nodeFolder = fmt::format("{}/{}", target, node);
        if (file::makeFolders(nodeFolder, 0755).ok())
            any = file::writeAtomically(fmt::format("{}/{}.log", nodeFolder, name), text, 0644).ok() || any;
    };
    for (const NodeRecord& node : profile.nodes) {
        if (const auto console = file::read(folder.consoleLog(node.name)); console.ok())
            keep(node.name, "console", *console);
        for (const std::string_view service : nodeServiceNames) {
            const auto text = context.shell.read({profile.name, node.name, serviceLog(service)});
            if (text.ok())
                keep(node.name, service, *text);
            else if (text.error().code == ErrorCode::Unavailable)
                break; // nobody answers there
        }
    }
    return any ? target : std::string();
}

void forgetLogs(const LifeContext& context, std::string_view profile)
{
    std::error_code ignored;
    std::filesystem::remove_all(keptLogs(context, profile), ignored);
}

} // namespace skiff::machine
