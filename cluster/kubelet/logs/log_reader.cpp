#include "cluster/kubelet/logs/log_reader.h"

#include "cluster/base/file.h"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skiff::kubelet {

namespace {

constexpr int64_t Block = 64 * 1024;
/// A line longer than this is no CRI log (the runtime splits at 16 KiB): it is passed on in parts.
constexpr size_t LongestLine = 1024 * 1024;
constexpr int64_t MessageLines = 80;
constexpr int64_t MessageBytes = 2048;

/// A file descriptor that closes itself.
class File
{
public:
    explicit File(const std::string& path) : m_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
    ~File()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int fd() const { return m_fd; }

private:
    int m_fd;
};

} // namespace

std::string LogFilter::feed(std::string_view bytes)
{
    std::string text;
    while (!m_done) {
        const size_t end = bytes.find('\n');
        if (end == std::string_view::npos) {
            m_rest.append(bytes);
            if (m_rest.size() > LongestLine)
                m_rest.clear();
            break;
        }
        if (m_rest.empty()) {
            addLine(bytes.substr(0, end), text);
        } else {
            m_rest.append(bytes.substr(0, end));
            addLine(m_rest, text);
            m_rest.clear();
        }
        bytes.remove_prefix(end + 1);
    }
    return text;
}

void LogFilter::addLine(std::string_view line, std::string& text)
{
    const auto parsed = parseCriLogLine(line);
    if (!parsed || (parsed->standardError ? !m_options.standardError : !m_options.standardOutput))
        return;
    if (m_options.since) {
        WallTime time;
        if (parseTime(parsed->time, time) && time < *m_options.since)
            return;
        m_options.since.reset();
    }
    if (m_options.timestamps && !m_continues) {
        append(parsed->time, text);
        append(" ", text);
    }
    append(parsed->text, text);
    if (!parsed->partial)
        append("\n", text);
    m_continues = parsed->partial;
}

void LogFilter::append(std::string_view part, std::string& text)
{
    if (m_options.limitBytes) {
        const int64_t left = *m_options.limitBytes - m_sent;
        part = part.substr(0, static_cast<size_t>(std::max<int64_t>(left, 0)));
        m_done = static_cast<int64_t>(part.size()) >= left;
    }
    m_sent += static_cast<int64_t>(part.size());
    text.append(part);
}

Result<int64_t> tailOffset(const std::string& path, int64_t lines)
{
    const File file(path);
    struct stat status = {};
    if (file.fd() < 0 || ::fstat(file.fd(), &status) != 0)
        return file::errorFromErrno(errno, "open", path);
    int64_t end = status.st_size;
    if (lines <= 0)
        return end;
    std::string block;
    // The line break at the very end closes the last line and starts none.
    int64_t breaks = 0;
    for (int64_t at = end; at > 0;) {
        const int64_t begin = std::max<int64_t>(at - Block, 0);
        block.resize(static_cast<size_t>(at - begin));
        if (::pread(file.fd(), block.data(), block.size(), begin) != static_cast<ssize_t>(block.size()))
            return file::errorFromErrno(errno, "read", path);
        for (int64_t i = at - 1; i >= begin; --i) {
            if (block[static_cast<size_t>(i - begin)] == '\n' && i != end - 1 && ++breaks == lines)
                return i + 1;
        }
        at = begin;
    }
    return 0;
}

std::string logTailForMessage(const std::string& path)
{
    const auto offset = tailOffset(path, MessageLines);
    const auto content = offset.ok() ? file::read(path) : Result<std::string>(offset.error());
    if (!content.ok())
        return {};
    LogFilter filter({});
    std::string text = filter.feed(std::string_view(*content).substr(static_cast<size_t>(*offset)));
    if (text.size() > MessageBytes)
        text.erase(0, text.size() - MessageBytes);
    return text;
}

} // namespace skiff::kubelet
