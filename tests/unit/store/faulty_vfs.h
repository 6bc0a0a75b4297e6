#pragma once

#include <atomic>
#include <string>

namespace skiff::test {

/// SQLite's operating-system layer with a disk that can be full or fail to sync, and that counts.
/// Registered once per process; give name() to SqliteOptions::vfs.
class FaultyVfs
{
public:
    static FaultyVfs& instance();

    std::string name() const { return "skiff-faulty"; }

    std::atomic<bool> full = false; ///< every write that makes a file longer fails with "disk full"
    std::atomic<bool> syncsFail = false;
    std::atomic<int> syncs = 0; ///< made so far

private:
    FaultyVfs();
};

} // namespace skiff::test
