// Channel's two ways to run one program to its end: with gathered output, and with streams.
#include "cluster/machine/guest/channel.h"

#include "cluster/base/file.h"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace skiff::machine::guest {

namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr size_t mostOutput = 16 << 20;
constexpr size_t mostErrors = 64 << 10;
constexpr Duration stopCheck = 200ms;

/// How a program ended, once it has.
class Ending : public ProgramListener
{
public:
    void exited(int code) override { m_result = code; }
    void failed(const Error& error) override { m_result = error; }

    bool over() const { return m_result.has_value(); }
    const Result<int>& result() const { return *m_result; }

private:
    std::optional<Result<int>> m_result;
};

class Gatherer : public Ending
{
public:
    process::Outcome outcome;

    void output(std::string_view bytes) override { keep(outcome.output, bytes, mostOutput); }
    void errors(std::string_view bytes) override { keep(outcome.errors, bytes, mostErrors); }

private:
    static void keep(std::string& text, std::string_view bytes, size_t most)
    {
        text += bytes.substr(0, most - std::min(most, text.size()));
    }
};

class Writer : public Ending
{
public:
    Writer(int output, int errors) : m_output(output), m_errors(errors) {}

    void output(std::string_view bytes) override { write(m_output, bytes); }
    void errors(std::string_view bytes) override { write(m_errors, bytes); }
    /// Whoever read the output is gone.
    bool broken() const { return m_broken; }

private:
    void write(int fd, std::string_view bytes)
    {
        while (fd >= 0 && !bytes.empty()) {
            const ssize_t written = ::write(fd, bytes.data(), bytes.size());
            if (written < 0 && errno == EAGAIN) {
                pollfd wait{fd, POLLOUT, 0};
                poll(&wait, 1, -1);
            } else if (written < 0 && errno != EINTR) {
                m_broken = true;
                return;
            }
            bytes.remove_prefix(written > 0 ? static_cast<size_t>(written) : 0);
        }
    }

    int m_output;
    int m_errors;
    bool m_broken = false;
};

/// Carries a file descriptor's bytes to a program's standard input, as fast as it takes them.
class InputPump
{
public:
    InputPump(Channel& channel, uint16_t session, int input) : m_channel(channel), m_session(session), m_input(input) {}

    /// The descriptor to wait for; below 0 while there is nothing to do with it.
    int descriptor() const { return m_channel.inputRoom(m_session) > 0 ? m_input : -1; }

    Status move()
    {
        char bytes[ChannelMaxPayload];
        const ssize_t count = read(m_input, bytes, std::min(sizeof bytes, m_channel.inputRoom(m_session)));
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            return {};
        if (count > 0)
            return m_channel.sendInput(m_session, {bytes, static_cast<size_t>(count)});
        m_input = -1;
        return m_channel.endInput(m_session);
    }

private:
    Channel& m_channel;
    uint16_t m_session;
    int m_input;
};

TerminalSize terminalSize(int fd)
{
    winsize size{};
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0)
        return {};
    return {size.ws_row, size.ws_col};
}

/// Waits for the channel, input or a new size, and moves what is there.
Status step(Channel& channel, uint16_t session, InputPump& input, const Streams& streams, Duration limit)
{
    pollfd waits[] = {{channel.descriptor(), POLLIN, 0}, {input.descriptor(), POLLIN, 0}, {streams.resized, POLLIN, 0}};
    const auto count = std::chrono::ceil<std::chrono::milliseconds>(limit).count();
    if (poll(waits, std::size(waits), static_cast<int>(std::max<decltype(count)>(count, 0))) <= 0)
        return {};
    if (waits[2].revents != 0) {
        char rest[1024]; // a signalfd gives nothing at all to a buffer that is too small for one signal
        (void)!read(streams.resized, rest, sizeof rest);
        SKIFF_TRY(channel.resize(session, terminalSize(streams.input)));
    }
    if (waits[1].revents != 0)
        SKIFF_TRY(input.move());
    return waits[0].revents != 0 ? channel.pump(Duration::zero()) : Status();
}

} // namespace

Result<process::Outcome> Channel::run(const std::vector<std::string>& arguments, int input, Duration limit)
{
    Gatherer gatherer;
    SKIFF_TRY_ASSIGN(const uint16_t session, start(Command{.arguments = arguments}, gatherer));
    InputPump pump(*this, session, input);
    if (input < 0)
        SKIFF_TRY(endInput(session));
    const auto deadline = steady_clock::now() + limit;
    while (!gatherer.over()) {
        const Duration left = deadline - steady_clock::now();
        if (left <= Duration::zero()) {
            SKIFF_TRY(end(session));
            return Error{ErrorCode::Timeout,
                         fmt::format("'{}' in the machine took too long", arguments.empty() ? "" : arguments.front())};
        }
        if (auto moved = step(*this, session, pump, {}, std::min(left, stopCheck)); !moved.ok()) {
            m_sessions.erase(session); // the listener ends here
            return std::move(moved).error();
        }
    }
    if (!gatherer.result().ok())
        return gatherer.result().error();
    gatherer.outcome.exitCode = *gatherer.result();
    return std::move(gatherer.outcome);
}

Result<int> Channel::relay(const Command& command, const Streams& streams, const std::stop_token& stop)
{
    Writer writer(streams.output, streams.errors);
    Command started = command;
    if (started.terminal && streams.input >= 0)
        started.size = terminalSize(streams.input);
    SKIFF_TRY_ASSIGN(const uint16_t session, start(started, writer));
    InputPump pump(*this, session, streams.input);
    if (streams.input < 0)
        SKIFF_TRY(endInput(session));
    while (!writer.over()) {
        if (stop.stop_requested() || writer.broken()) {
            SKIFF_TRY(end(session));
            return writer.broken() ? Result<int>(128 + SIGPIPE) : Result<int>(Error{ErrorCode::Cancelled, "stopped"});
        }
        if (auto moved = step(*this, session, pump, streams, stopCheck); !moved.ok()) {
            m_sessions.erase(session);
            return std::move(moved).error();
        }
    }
    return writer.result();
}

} // namespace skiff::machine::guest
