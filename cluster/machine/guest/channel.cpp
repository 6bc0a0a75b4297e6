#include "cluster/machine/guest/channel.h"

#include "cluster/base/file.h"
#include "cluster/machine/guest/unix_socket.h"

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <chrono>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

namespace skiff::machine::guest {

namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr Duration busyPause = 50ms;
constexpr Duration stopCheck = 200ms;
constexpr Duration helloAgain = 1s; ///< doubled each time, so that a guest that does not read is not flooded
constexpr uint32_t creditStep = ChannelWindow / 4;

int milliseconds(Duration limit)
{
    const auto count = std::chrono::ceil<std::chrono::milliseconds>(limit).count();
    return static_cast<int>(std::clamp<decltype(count)>(count, 0, 3'600'000));
}

/// The lock that makes one process the user of `socket`; below 0 when another one is.
Result<int> lockFor(const std::string& socket)
{
    const std::string path = socket + ".lock";
    const int fd = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0)
        return file::errorFromErrno(errno, "open", path);
    if (flock(fd, LOCK_EX | LOCK_NB) == 0)
        return fd;
    close(fd);
    return -1;
}

Error gone()
{
    return Error{ErrorCode::Unavailable, "the machine has closed its shell port"};
}

std::string_view text(const ChannelFrame& frame)
{
    return {reinterpret_cast<const char*>(frame.payload), frame.length};
}

} // namespace

Channel::Channel(int socket, int lock) : m_socket(socket), m_lock(lock), m_parser(std::make_unique<ChannelParser>())
{
    channelParserInit(m_parser.get());
}

Channel::~Channel()
{
    close(m_socket);
    close(m_lock);
}

Result<std::unique_ptr<Channel>> Channel::connect(std::span<const std::string> sockets, Duration limit,
                                                  const std::stop_token& stop)
{
    const auto deadline = steady_clock::now() + limit;
    for (;;) {
        for (const std::string& socket : sockets) {
            SKIFF_TRY_ASSIGN(const int lock, lockFor(socket));
            if (lock < 0)
                continue;
            auto connected = connectTo(socket);
            if (!connected.ok()) {
                close(lock);
                return std::move(connected).error();
            }
            std::unique_ptr<Channel> channel(new Channel(*connected, lock));
            SKIFF_TRY(channel->greet(deadline - steady_clock::now(), stop));
            return channel;
        }
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, "stopped while waiting for a free shell port"};
        if (steady_clock::now() >= deadline)
            return Error{ErrorCode::Timeout, "every shell port of the machine is in use"};
        poll(nullptr, 0, milliseconds(busyPause));
    }
}

/// Says Hello and skips what was on its way to whoever used the port before. A Hello or its answer can be lost while
/// the guest's program starts anew or still lets go of that host: it is said again with the same token. The guest reads
/// them in order, so a late answer to the first is as good as one to the last, and later answers mean nothing.
Status Channel::greet(Duration limit, const std::stop_token& stop)
{
    std::string token(ChannelTokenSize, '\0');
    if (getrandom(token.data(), token.size(), 0) != static_cast<ssize_t>(token.size()))
        return Error{ErrorCode::Internal, "no random numbers"};
    Duration pause = helloAgain;
    auto next = steady_clock::now();
    for (const auto deadline = next + limit;;) {
        if (steady_clock::now() >= next) {
            SKIFF_TRY(sendAll(std::string(ChannelPreamble, '\0')));
            SKIFF_TRY(send(ChannelHello, 0, token));
            next += pause;
            pause *= 2;
        }
        ChannelFrame frame;
        for (int found = channelParserNext(m_parser.get(), &frame); found != 0;
             found = channelParserNext(m_parser.get(), &frame)) {
            if (found > 0 && frame.type == ChannelHello && text(frame).starts_with(token)) {
                m_version = text(frame).substr(token.size());
                return {};
            }
        }
        if (stop.stop_requested())
            return Error{ErrorCode::Cancelled, "stopped while waiting for the machine's shell"};
        const Duration left = deadline - steady_clock::now();
        if (left <= Duration::zero())
            return Error{ErrorCode::Timeout, "the machine's shell does not answer"};
        SKIFF_TRY(readMore(std::min(left, stopCheck)));
    }
}

Status Channel::sendAll(std::string_view bytes)
{
    while (!bytes.empty()) {
        const ssize_t sent = ::send(m_socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return gone();
        bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return {};
}

Status Channel::send(uint8_t type, uint16_t session, std::string_view payload)
{
    assert(payload.size() <= ChannelMaxPayload);
    std::string frame(ChannelHeaderSize, '\0');
    channelHeader(reinterpret_cast<uint8_t*>(frame.data()), type, session, static_cast<uint32_t>(payload.size()));
    frame += payload;
    return sendAll(frame);
}

/// Reads what comes within `limit`, if anything.
Status Channel::readMore(Duration limit)
{
    pollfd wait{m_socket, POLLIN, 0};
    if (poll(&wait, 1, milliseconds(limit)) <= 0)
        return {};
    size_t room = 0;
    uint8_t* at = channelParserRoom(m_parser.get(), &room);
    const ssize_t count = recv(m_socket, at, room, MSG_DONTWAIT);
    if (count > 0)
        channelParserFilled(m_parser.get(), static_cast<size_t>(count));
    const bool nothingYet = count < 0 && (errno == EAGAIN || errno == EINTR);
    return count > 0 || nothingYet ? Status() : gone();
}

Status Channel::pump(Duration limit)
{
    ChannelFrame frame;
    int found = channelParserNext(m_parser.get(), &frame);
    if (found == 0) {
        SKIFF_TRY(readMore(limit));
        found = channelParserNext(m_parser.get(), &frame);
    }
    for (; found != 0; found = channelParserNext(m_parser.get(), &frame)) {
        if (found < 0)
            return Error{ErrorCode::DataLoss, "the machine's shell talks nonsense"};
        SKIFF_TRY(handle(frame));
    }
    return {};
}

Status Channel::giveCredit(uint16_t id, Session& session, size_t count)
{
    session.taken += static_cast<uint32_t>(count);
    if (session.taken < creditStep)
        return {};
    uint8_t amount[4];
    channelPut32(amount, std::exchange(session.taken, 0));
    return send(ChannelCredit, id, {reinterpret_cast<const char*>(amount), sizeof amount});
}

Status Channel::handle(const ChannelFrame& frame)
{
    const auto found = m_sessions.find(frame.session);
    if (found == m_sessions.end())
        return {}; // on its way when we hung up
    Session& session = found->second;
    ProgramListener& listener = *session.listener;
    switch (frame.type) {
    case ChannelOutput:
    case ChannelErrors:
        SKIFF_TRY(giveCredit(frame.session, session, frame.length));
        frame.type == ChannelOutput ? listener.output(text(frame)) : listener.errors(text(frame));
        return {};
    case ChannelCredit:
        if (frame.length >= 4) {
            session.inputRoom += channelGet32(frame.payload);
            listener.inputTaken();
        }
        return {};
    case ChannelExited:
    case ChannelFailed:
        m_sessions.erase(found);
        if (frame.type == ChannelExited)
            listener.exited(frame.length >= 4 ? static_cast<int>(channelGet32(frame.payload)) : 1);
        else
            listener.failed(Error{ErrorCode::NotFound, std::string(text(frame))});
        return {};
    default:
        return {}; // of a later version
    }
}

Result<uint16_t> Channel::start(const Command& command, ProgramListener& listener)
{
    do {
        ++m_lastSession;
    } while (m_lastSession == 0 || m_sessions.contains(m_lastSession));
    std::string payload(6, '\0');
    auto* numbers = reinterpret_cast<uint8_t*>(payload.data());
    channelPut16(numbers, command.terminal ? ChannelTerminal : 0);
    channelPut16(numbers + 2, command.size.rows);
    channelPut16(numbers + 4, command.size.columns);
    const auto addWord = [&payload](std::string_view word) {
        payload.append(word).push_back('\0');
    };
    addWord(fmt::format("{}", command.arguments.size()));
    for (const std::string& word : command.arguments)
        addWord(word);
    for (const std::string& word : command.environment)
        addWord(word);
    if (payload.size() > ChannelMaxPayload)
        return Error{ErrorCode::InvalidArgument, "the command is too long for the machine's shell"};
    SKIFF_TRY(send(ChannelStart, m_lastSession, payload));
    m_sessions[m_lastSession] = Session{&listener, ChannelWindow, 0};
    return m_lastSession;
}

size_t Channel::inputRoom(uint16_t session) const
{
    const auto found = m_sessions.find(session);
    return found == m_sessions.end() ? 0 : found->second.inputRoom;
}

Status Channel::sendInput(uint16_t session, std::string_view bytes)
{
    const auto found = m_sessions.find(session);
    if (found == m_sessions.end())
        return {}; // it ended, and will not read
    assert(bytes.size() <= found->second.inputRoom);
    found->second.inputRoom -= bytes.size();
    for (; !bytes.empty(); bytes.remove_prefix(std::min<size_t>(bytes.size(), ChannelMaxPayload)))
        SKIFF_TRY(send(ChannelInput, session, bytes.substr(0, ChannelMaxPayload)));
    return {};
}

Status Channel::endInput(uint16_t session)
{
    return m_sessions.contains(session) ? send(ChannelInputEnd, session, {}) : Status();
}

Status Channel::resize(uint16_t session, TerminalSize size)
{
    uint8_t numbers[4];
    channelPut16(numbers, size.rows);
    channelPut16(numbers + 2, size.columns);
    return m_sessions.contains(session)
               ? send(ChannelWindowSize, session, {reinterpret_cast<const char*>(numbers), sizeof numbers})
               : Status();
}

Status Channel::signal(uint16_t session, int number)
{
    const char byte = static_cast<char>(number);
    return m_sessions.contains(session) ? send(ChannelSignal, session, {&byte, 1}) : Status();
}

Status Channel::end(uint16_t session)
{
    return m_sessions.erase(session) != 0 ? send(ChannelEnd, session, {}) : Status();
}

Status Channel::setClock(WallTime now)
{
    uint8_t number[8];
    channelPut64(number, static_cast<uint64_t>(now.time_since_epoch().count()));
    return send(ChannelSetClock, 0, {reinterpret_cast<const char*>(number), sizeof number});
}

Status Channel::powerOff()
{
    return send(ChannelPowerOff, 0, {});
}

} // namespace skiff::machine::guest
