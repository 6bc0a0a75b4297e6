#pragma once

#include "cluster/base/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::daemon {

/// Exit codes of every program.
enum ExitCode { Done = 0, Failed = 1, WrongUsage = 2 };

/// One option of a sub-command: its words for people and where its value goes.
struct Option
{
    std::string_view name;        ///< "--data-dir"
    std::string_view value;       ///< "DIR"; empty: a switch
    std::string_view help;
    std::string* text = nullptr;  ///< receives the value; a switch becomes "true"
};

/// Reads `--name value` and `--name=value`. InvalidArgument names what is wrong.
Status readOptions(std::span<char* const> arguments, const std::vector<Option>& options);
/// The options as lines of a help text.
std::string describeOptions(const std::vector<Option>& options);
/// A TCP port; InvalidArgument when `text` is none.
Result<uint16_t> readPort(std::string_view text);

/// Prints `error` as "skiffd: ..." and gives the exit code that fits.
int fail(const Error& error);
/// The same for wrong usage, with a hint at --help.
int failUsage(const Error& error, std::string_view command);

// The sub-commands; arguments are those behind the command's name.
int runAgent(std::span<char* const> arguments);
int runServer(std::span<char* const> arguments);
int runCredentials(std::span<char* const> arguments);

} // namespace skiff::daemon
