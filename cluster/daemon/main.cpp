#include "cluster/daemon/command.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>

namespace {

struct Command
{
    std::string_view name;
    std::string_view help;
    int (*run)(std::span<char* const> arguments);
};

constexpr Command commands[] = {
    {"server", "run a control plane: API server, scheduler, controllers", skiff::daemon::runServer},
    {"agent", "run a node: kubelet, service proxy, DNS", skiff::daemon::runAgent},
    {"credentials", "write what a node's agent needs to join", skiff::daemon::runCredentials},
};

void printHelp()
{
    fmt::print("Usage: skiffd COMMAND [OPTIONS]\n\nThe daemon of a Skiff cluster.\n\nCommands:\n");
    for (const Command& command : commands)
        fmt::print("  {:<14} {}\n", command.name, command.help);
    fmt::print("\nOptions:\n  --help         show this, or a command's own help\n  --version      show the version\n");
}

} // namespace

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    const std::string_view name = argc > 1 ? argv[1] : "";
    if (name == "--help" || name == "-h" || name == "help") {
        printHelp();
        return skiff::daemon::Done;
    }
    if (name == "--version" || name == "version") {
        fmt::print("skiffd {}\n", SKIFF_VERSION);
        return skiff::daemon::Done;
    }
    for (const Command& command : commands)
        if (command.name == name)
            return command.run(std::span<char* const>(argv + 2, size_t(argc) - 2));
    fmt::print(stderr, "skiffd: {} '{}'\nTry 'skiffd --help'.\n", name.empty() ? "a command is needed, not" : "unknown command", name);
    return skiff::daemon::WrongUsage;
}
