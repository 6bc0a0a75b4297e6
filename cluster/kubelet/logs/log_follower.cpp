#include "cluster/kubelet/logs/log_follower.h"

#include "cluster/base/file.h"
#include "cluster/kubelet/logs/file_watch.h"

#include <cerrno>
#include <optional>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace skiff::kubelet {

namespace {

constexpr size_t Block = 64 * 1024;
constexpr size_t MostQueued = 1024 * 1024;
constexpr Duration DrainPause = std::chrono::milliseconds(20);
/// Looks again this often even without an event, should one be missed.
constexpr Duration SafetyLook = std::chrono::seconds(10);

/// One log on its way.
class Sender
{
public:
    Sender(const LogSource& source, const LogSink& sink, const std::stop_token& stop)
        : m_source(source), m_sink(sink), m_stop(stop), m_filter(source.options)
    {}
    ~Sender() { closeFile(); }
    Sender(const Sender&) = delete;
    Sender& operator=(const Sender&) = delete;

    Status run()
    {
        if (m_source.follow)
            m_watch.emplace(m_source.path, m_stop);
        int64_t offset = 0;
        if (m_source.options.tailLines) {
            SKIFF_TRY_ASSIGN(offset, tailOffset(m_source.path, *m_source.options.tailLines));
        }
        SKIFF_TRY(openFile(offset));
        while (!m_stop.stop_requested()) {
            // Asked before reading: what the container wrote before it ended is read after.
            const bool runs = m_source.follow && m_source.stillRuns();
            if (!sendRest())
                return {};
            if (reopenWhenRotated())
                continue;
            if (!runs)
                return {};
            m_watch->wait(SafetyLook);
        }
        return {};
    }

private:
    Status openFile(int64_t offset)
    {
        closeFile();
        m_fd = ::open(m_source.path.c_str(), O_RDONLY | O_CLOEXEC);
        if (m_fd < 0)
            return file::errorFromErrno(errno, "open", m_source.path);
        if (::lseek(m_fd, offset, SEEK_SET) < 0)
            return file::errorFromErrno(errno, "seek in", m_source.path);
        return {};
    }

    void closeFile()
    {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = -1;
    }

    /// Sends up to the end of the file. False when that was all: the reader left, or enough was sent.
    bool sendRest()
    {
        std::string block(Block, '\0');
        while (!m_stop.stop_requested()) {
            const ssize_t size = ::read(m_fd, block.data(), block.size());
            if (size <= 0)
                return size == 0 || errno == EINTR;
            std::string text = m_filter.feed(std::string_view(block.data(), static_cast<size_t>(size)));
            if (!text.empty() && !m_sink.write(std::move(text)))
                return false;
            if (m_filter.done())
                return false;
            while (m_sink.queued() > MostQueued && !m_stop.stop_requested())
                std::this_thread::sleep_for(DrainPause);
        }
        return false;
    }

    /// True when the name now means a newer file, which is open then.
    bool reopenWhenRotated()
    {
        struct stat named = {};
        struct stat held = {};
        if (!m_source.follow || ::stat(m_source.path.c_str(), &named) != 0 || ::fstat(m_fd, &held) != 0 ||
            (named.st_ino == held.st_ino && named.st_dev == held.st_dev))
            return false;
        // What came between the last read and the rename.
        if (!sendRest())
            return false;
        m_filter.fileEnded();
        if (!openFile(0).ok())
            return false;
        m_watch->rearm();
        return true;
    }

    const LogSource& m_source;
    const LogSink& m_sink;
    const std::stop_token& m_stop;
    LogFilter m_filter;
    std::optional<FileWatch> m_watch;
    int m_fd = -1;
};

} // namespace

Status sendLog(const LogSource& source, const LogSink& sink, const std::stop_token& stop)
{
    return Sender(source, sink, stop).run();
}

} // namespace skiff::kubelet
