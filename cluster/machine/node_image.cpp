#include "cluster/machine/node_image.h"

#include "cluster/base/process.h"

#include <cstdio>
#include <filesystem>
#include <fmt/format.h>

namespace skiff::machine {

namespace {

std::string withoutLineEnd(std::string text)
{
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    return text;
}

/// "progress 40 100 downloading x" to the callback; any other line is the last word so far.
void readLine(const std::string& line, std::string& last, const ImageProgress& progress)
{
    unsigned part = 0;
    unsigned whole = 1;
    int used = 0;
    if (std::sscanf(line.c_str(), "progress %u %u %n", &part, &whole, &used) == 2 && whole > 0)
        progress(static_cast<double>(part) / whole, line.substr(static_cast<size_t>(used)));
    else if (!line.empty())
        last = line;
}

} // namespace

Result<NodeImage> NodeImageSource::check(const std::string& folder) const
{
    NodeImage image{std::filesystem::path(folder).filename().string(), folder + "/root", m_share + "/node-layer"};
    std::error_code error;
    for (const char* program : {"usr/bin/containerd", "usr/bin/ctr", "usr/bin/busybox"}) {
        if (!std::filesystem::exists(fmt::format("{}/{}", image.root, program), error))
            return Error{ErrorCode::DataLoss,
                         fmt::format("the node image is damaged: {}/{} is missing. Remove {} and start again",
                                     image.root, program, folder)};
    }
    for (const char* program : {"skiff-init", "skiffd"}) {
        const std::string path = fmt::format("{}/usr/lib/skiff/{}", image.layer, program);
        if (!std::filesystem::exists(path, error))
            return Error{ErrorCode::NotFound,
                         fmt::format("{} is missing: this installation of Skiff is not complete", path)};
    }
    return image;
}

Status NodeImageSource::addMachine(NodeImage& image, const std::string& folder) const
{
    MachineFiles files{std::filesystem::path(folder).filename().string(),
                       folder + "/kernel",
                       {folder + "/modules.cpio", m_share + "/node-layer.cpio"},
                       folder + "/root.squashfs",
                       m_share + "/node-layer.squashfs"};
    std::error_code error;
    for (const std::string& path : {files.kernel, files.initrdParts.front(), files.rootDisk}) {
        if (!std::filesystem::exists(path, error))
            return Error{
                ErrorCode::DataLoss,
                fmt::format("the node image is damaged: {} is missing. Remove {} and start again", path, folder)};
    }
    for (const std::string& path : {files.initrdParts.back(), files.layerDisk}) {
        if (!std::filesystem::exists(path, error))
            return Error{ErrorCode::NotFound,
                         fmt::format("{} is missing: this Skiff was built without virtual machines "
                                     "(squashfs-tools and cpio were not there)",
                                     path)};
    }
    image.machine = std::move(files);
    return {};
}

/// build prints the folder of the root, and in a second line that of the machine's files.
Result<NodeImage> NodeImageSource::find(ImageForm form) const
{
    std::vector<std::string> arguments = recipe(form);
    arguments.emplace_back("--find");
    SKIFF_TRY_ASSIGN(const process::Outcome outcome, process::run(arguments));
    const std::string folder = withoutLineEnd(outcome.output);
    if (!outcome.succeeded() || folder.empty())
        return Error{ErrorCode::NotFound, "the node image is not made yet"};
    const size_t lineEnd = folder.find('\n');
    SKIFF_TRY_ASSIGN(NodeImage image, check(folder.substr(0, lineEnd)));
    if (form == ImageForm::Machine)
        SKIFF_TRY(addMachine(image, lineEnd == folder.npos ? std::string() : folder.substr(lineEnd + 1)));
    return image;
}

std::vector<std::string> NodeImageSource::recipe(ImageForm form) const
{
    std::vector<std::string> arguments = {m_share + "/node-image/build"};
    if (form == ImageForm::Machine)
        arguments.emplace_back("--machine");
    return arguments;
}

Result<NodeImage> NodeImageSource::findOrMake(ImageForm form, const ImageProgress& progress,
                                              const std::stop_token& stop) const
{
    auto found = find(form);
    if (found.ok() || found.error().code != ErrorCode::NotFound)
        return found;
    std::string last;
    SKIFF_TRY_ASSIGN(
        const int code,
        process::runLines(
            recipe(form), [&](std::string_view line) { readLine(std::string(line), last, progress); }, stop));
    if (code != 0)
        return Error{ErrorCode::Unavailable, fmt::format("the node image cannot be made: {}", last)};
    return find(form);
}

std::string defaultShareFolder()
{
    std::error_code error;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", error);
    return (program.parent_path().parent_path() / "share/skiff").string();
}

} // namespace skiff::machine
