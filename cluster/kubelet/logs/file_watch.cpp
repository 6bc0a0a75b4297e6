#include "cluster/kubelet/logs/file_watch.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

namespace skiff::kubelet {

namespace {

/// Without an inotify instance (their number is limited) a short sleep takes its place.
constexpr Duration Blind = std::chrono::milliseconds(500);

} // namespace

FileWatch::FileWatch(const std::string& path, std::stop_token stop)
    : m_path(path),
      m_stop(std::move(stop)),
      m_inotify(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)),
      m_wake(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    const std::string folder = std::filesystem::path(path).parent_path().string();
    if (m_inotify >= 0)
        ::inotify_add_watch(m_inotify, folder.c_str(), IN_CREATE | IN_MOVED_TO | IN_ONLYDIR);
    rearm();
}

FileWatch::~FileWatch()
{
    for (const int fd : {m_inotify, m_wake}) {
        if (fd >= 0)
            ::close(fd);
    }
}

void FileWatch::rearm()
{
    if (m_inotify < 0)
        return;
    if (m_fileWatch >= 0)
        ::inotify_rm_watch(m_inotify, m_fileWatch);
    m_fileWatch =
        ::inotify_add_watch(m_inotify, m_path.c_str(), IN_MODIFY | IN_CLOSE_WRITE | IN_MOVE_SELF | IN_DELETE_SELF);
}

void FileWatch::wait(Duration limit)
{
    const std::stop_callback wake(m_stop, [this] {
        const uint64_t one = 1;
        (void)!::write(m_wake, &one, sizeof one);
    });
    const Duration most = m_inotify < 0 ? std::min(limit, Blind) : limit;
    pollfd waiting[] = {{m_wake, POLLIN, 0}, {m_inotify, POLLIN, 0}};
    ::poll(waiting, m_inotify < 0 ? 1 : 2,
           static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(most).count()));
    char events[4096];
    while (m_inotify >= 0 && ::read(m_inotify, events, sizeof events) > 0) {
    }
}

} // namespace skiff::kubelet
