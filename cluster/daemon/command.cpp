#include "cluster/daemon/command.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdio>

namespace skiff::daemon {

Status readOptions(std::span<char* const> arguments, const std::vector<Option>& options)
{
    for (size_t i = 0; i < arguments.size(); ++i) {
        const std::string_view argument = arguments[i];
        const std::string_view name = argument.substr(0, argument.find('='));
        const Option* option = nullptr;
        for (const Option& each : options)
            if (each.name == name)
                option = &each;
        if (!option)
            return Error{ErrorCode::InvalidArgument, fmt::format("unknown option {}", argument)};
        if (option->value.empty()) {
            *option->text = "true";
        } else if (name.size() < argument.size()) {
            *option->text = argument.substr(name.size() + 1);
        } else if (++i < arguments.size()) {
            *option->text = arguments[i];
        } else {
            return Error{ErrorCode::InvalidArgument, fmt::format("{} needs a value: {}", name, option->value)};
        }
    }
    return {};
}

std::string describeOptions(const std::vector<Option>& options)
{
    std::string text;
    for (const Option& option : options)
        text += fmt::format("  {:<32} {}\n", fmt::format("{} {}", option.name, option.value), option.help);
    return text;
}

Result<uint16_t> readPort(std::string_view text)
{
    unsigned number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || number > 65535)
        return Error{ErrorCode::InvalidArgument, fmt::format("\"{}\" is no port: give a number from 0 to 65535", text)};
    return uint16_t(number);
}

int fail(const Error& error)
{
    fmt::print(stderr, "skiffd: {}\n", error.message);
    return ExitCode::Failed;
}

int failUsage(const Error& error, std::string_view command)
{
    fmt::print(stderr, "skiffd {}: {}\nTry 'skiffd {} --help'.\n", command, error.message, command);
    return ExitCode::WrongUsage;
}

} // namespace skiff::daemon
