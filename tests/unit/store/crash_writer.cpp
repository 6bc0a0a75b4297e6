#include "cluster/store/sqlite/sqlite_store.h"
#include "tests/support/store_calls.h"
#include "tests/unit/store/faulty_vfs.h"

#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include <unistd.h>

#include <fmt/core.h>

// Writes to a store until it dies, and prints each answer it got: "synced KEY REVISION" or
// "memory KEY REVISION". With "fail-syncs" the disk stops syncing after the first 20 answers.
// Usage: crash_writer FOLDER ROUND [fail-syncs]

using namespace skiff;

namespace {

void report(const std::string& line)
{
    // One call for each line: what the parent has read is whole, however the process ends.
    if (::write(STDOUT_FILENO, line.data(), line.size()) < 0)
        std::_Exit(3);
}

void writeForEver(store::Store& store, const std::string& prefix, bool failSyncs)
{
    for (int i = 0;; ++i) {
        const bool memory = i % 5 == 4;
        const std::string key = prefix + std::to_string(i);
        const auto outcome = test::writeNow(
            store, {key, test::bytes(key), {}, memory ? store::Durability::Memory : store::Durability::Synced});
        if (!outcome.ok() || !outcome->accepted)
            std::_Exit(2);
        report(fmt::format("{} {} {}\n", memory ? "memory" : "synced", key, outcome->revision.value));
        if (failSyncs && i == 20)
            test::FaultyVfs::instance().syncsFail = true;
    }
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 3)
        return 1;
    const bool failSyncs = argc > 3;
    store::SqliteOptions options{.folder = argv[1], .reservedBlock = 100'000};
    if (failSyncs)
        options.vfs = test::FaultyVfs::instance().name();
    auto opened = store::openSqliteStore(options);
    if (!opened.ok()) {
        fmt::print(stderr, "{}\n", opened.error().message);
        return 1;
    }
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t)
        threads.emplace_back([&, t] { writeForEver(**opened, fmt::format("/{}/{}/", argv[2], t), failSyncs); });
    for (auto& thread : threads)
        thread.join();
    return 0;
}
