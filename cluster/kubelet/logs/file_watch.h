#pragma once

#include "cluster/base/clock.h"

#include <stop_token>
#include <string>

namespace skiff::kubelet {

/// Waits for changes of one file and of the names in its folder. One thread, but stop tokens wake
/// it from any.
class FileWatch
{
public:
    FileWatch(const std::string& path, std::stop_token stop);
    ~FileWatch();
    FileWatch(const FileWatch&) = delete;
    FileWatch& operator=(const FileWatch&) = delete;

    /// Watches the file that bears the name now.
    void rearm();
    /// Returns when something changed, stop was requested or `limit` has passed.
    void wait(Duration limit);

private:
    const std::string m_path;
    std::stop_token m_stop;
    int m_inotify;
    int m_wake;
    int m_fileWatch = -1;
};

} // namespace skiff::kubelet
