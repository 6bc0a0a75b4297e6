#pragma once

#include "cluster/base/clock.h"
#include "cluster/base/process.h"
#include "cluster/base/result.h"
#include "cluster/channel/frame.h"

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace skiff::machine::guest {

struct TerminalSize
{
    uint16_t rows = 24;
    uint16_t columns = 80;
};

/// A program to run in a guest, as root, in "/".
struct Command
{
    std::vector<std::string> arguments;
    std::vector<std::string> environment; ///< "NAME=VALUE"; PATH and HOME are there already
    bool terminal = false;
    TerminalSize size;
};

/// File descriptors of this process that a guest's program gets as its own; below 0: none.
struct Streams
{
    int input = -1;
    int output = -1;
    int errors = -1;
    int resized = -1; ///< readable when the terminal `input` has a new size
};

/// What a running program says. Called within Channel::pump().
class ProgramListener
{
public:
    virtual ~ProgramListener() = default;
    virtual void output(std::string_view bytes) = 0;
    virtual void errors(std::string_view bytes) = 0;
    /// So many bytes of input were taken; more may be sent.
    virtual void inputTaken() {}
    /// 128 + signal when one ended it.
    virtual void exited(int code) = 0;
    virtual void failed(const Error& error) = 0;
};

/// The host's end of a guest's shell port: runs programs in the guest, several at once.
///
/// A port serves one process of the host at a time; connect() takes one that is free. Blocking
/// code on one thread. Closing it hangs up on the programs that still run.
class Channel
{
public:
    /// Takes the first of `sockets` that nobody uses, and waits until the guest answers.
    /// Timeout when it does not within `limit`; Cancelled when `stop` was requested.
    static Result<std::unique_ptr<Channel>> connect(std::span<const std::string> sockets, Duration limit,
                                                    const std::stop_token& stop = {});
    virtual ~Channel();
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    /// Runs a program to its end and gathers what it says, as process::run() does. `input`: a file
    /// descriptor to read its standard input from (below 0: nothing to read).
    Result<process::Outcome> run(const std::vector<std::string>& arguments, int input, Duration limit);

    /// Runs a program with `streams` as its own until it ends. Its exit code, 128 + signal when one
    /// ended it; Cancelled when `stop` was requested. `streams.input` is in raw mode if that is wanted.
    Result<int> relay(const Command& command, const Streams& streams, const std::stop_token& stop = {});

    /// Sets the guest's clock: after a pause of the machine it is late.
    Status setClock(WallTime now);
    /// Asks for a clean end: services, containers, disks, power. Returns at once.
    Status powerOff();

    /// What the guest says it is: "skiff-shell 0.3.0".
    const std::string& version() const { return m_version; }

    /// Starts a program; `listener` must live until exited() or failed(). The number names it below.
    Result<uint16_t> start(const Command& command, ProgramListener& listener);
    /// How many bytes of input the guest would take now.
    size_t inputRoom(uint16_t session) const;
    Status sendInput(uint16_t session, std::string_view bytes); ///< at most inputRoom()
    Status endInput(uint16_t session);
    Status resize(uint16_t session, TerminalSize size);
    Status signal(uint16_t session, int number);
    /// Hangs up; the listener hears no more.
    Status end(uint16_t session);

    /// Waits until the guest said something or `limit` passed, and tells the listeners.
    /// Unavailable when the machine is gone.
    Status pump(Duration limit);
    int descriptor() const { return m_socket; }

private:
    struct Session
    {
        ProgramListener* listener = nullptr;
        size_t inputRoom = 0;
        uint32_t taken = 0; ///< output that was read and not yet given credit for
    };

    Channel(int socket, int lock);
    Status greet(Duration limit, const std::stop_token& stop);
    Status send(uint8_t type, uint16_t session, std::string_view payload);
    Status sendAll(std::string_view bytes);
    Status readMore(Duration limit);
    Status handle(const ChannelFrame& frame);
    Status giveCredit(uint16_t id, Session& session, size_t count);

    int m_socket;
    int m_lock;
    std::string m_version;
    std::unique_ptr<ChannelParser> m_parser;
    std::map<uint16_t, Session> m_sessions;
    uint16_t m_lastSession = 0;
};

} // namespace skiff::machine::guest
