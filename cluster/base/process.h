#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/result.h"

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::process {

/// How a program ended and what it said.
struct Outcome
{
    int exitCode = 0;   ///< 128 + signal when a signal ended it
    std::string output; ///< standard output, at most 16 MiB
    std::string errors; ///< standard error, at most 64 KiB

    bool succeeded() const { return exitCode == 0; }
};

/// Runs `arguments` (the first is the program, looked up on PATH), writes `input` to its standard
/// input and waits. Blocks: only from worker threads. NotFound when there is no such program,
/// Timeout when it was killed after `limit`. Arguments are visible to others: no secrets in them.
Result<Outcome> run(const std::vector<std::string>& arguments, std::string_view input = {},
                    Duration limit = std::chrono::seconds(30));

/// run() with the file descriptor `input` as the program's standard input (below 0: nothing to read).
Result<Outcome> runWithInput(const std::vector<std::string>& arguments, int input, Duration limit);

/// run(), with a non-zero exit code turned into an error that has the program's own words.
Result<std::string> runChecked(const std::vector<std::string>& arguments, std::string_view input = {},
                               Duration limit = std::chrono::seconds(30));

/// Runs `arguments` with our own standard input, output and error, and waits for as long as it takes;
/// Ctrl-C is the program's. Its exit code, 128 + signal when a signal ended it. The terminal's modes are then what they
/// were; SIGTERM and SIGHUP end this program too, after the other heard of it and with the modes given back.
Result<int> runOnTerminal(const std::vector<std::string>& arguments);

/// Runs `arguments` in a process group of its own and hands on each line that it says, standard output and error
/// alike, until it ends; its exit code, 128 + signal when a signal ended it. Cancelled when `stop` is requested: the
/// group gets SIGTERM, and ten seconds to clean up.
Result<int> runLines(const std::vector<std::string>& arguments, const std::function<void(std::string_view)>& line,
                     const std::stop_token& stop);

} // namespace skiff::process
