#include "cluster/store/sqlite/sqlite_store.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include <sys/resource.h>

#include <fmt/core.h>

// Durable creates of 1 KB values, with 1 and 32 writers that each wait for their answer, and what
// it costs in CPU. Usage: skiff-bench-store [FOLDER] [WRITES]
// Writers are threads, so their wake-ups are in the figure as a server's would be.

using namespace skiff;

namespace {

double cpuSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return double(time.tv_sec) + double(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void createMany(store::Store& store, const std::string& prefix, int writes)
{
    const auto value = std::make_shared<const std::string>(1024, 'x');
    std::binary_semaphore answered(0);
    for (int i = 0; i < writes; ++i) {
        store.write({fmt::format("{}{:08}", prefix, i), value, {}}, [&answered](Result<store::WriteOutcome> outcome) {
            if (!outcome.ok() || !outcome->accepted)
                std::abort();
            answered.release();
        });
        answered.acquire();
    }
}

void measure(store::Store& store, int writers, int writes)
{
    const double cpuBefore = cpuSeconds();
    const auto begin = std::chrono::steady_clock::now();
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back(
            [&, writer] { createMany(store, fmt::format("/bench/{}/{}/", writers, writer), writes / writers); });
    for (auto& thread : threads)
        thread.join();
    const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    fmt::print("store, durable create of 1 KB, {:2} writers: {:7.0f} per second, {:4.0f} us CPU each\n", writers,
               writes / wall, (cpuSeconds() - cpuBefore) * 1e6 / writes);
}

} // namespace

int main(int argc, char** argv)
{
    const std::string folder = argc > 1 ? argv[1] : "bench-store.tmp";
    const int writes = argc > 2 ? std::atoi(argv[2]) : 32'000;
    std::filesystem::remove_all(folder);
    {
        auto opened = store::openSqliteStore({.folder = folder});
        if (!opened.ok()) {
            fmt::print(stderr, "{}\n", opened.error().message);
            return 1;
        }
        measure(**opened, 1, writes / 8);
        measure(**opened, 32, writes);
    }
    std::filesystem::remove_all(folder);
    return 0;
}
