#pragma once

#include "cluster/base/result.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace skiff::net::spdy {

/// Types of control frames of SPDY/3.1, by their numbers.
enum class FrameType : uint16_t
{
    SynStream = 1,
    SynReply = 2,
    RstStream = 3,
    Settings = 4,
    Ping = 6,
    GoAway = 7,
    Headers = 8,
    WindowUpdate = 9,
};

enum Flag : uint8_t
{
    FlagFin = 1
};

/// Why a stream is reset (RST_STREAM).
enum class Reset : uint32_t
{
    ProtocolError = 1,
    InvalidStream = 2,
    RefusedStream = 3,
    Cancel = 5,
    FlowControlError = 7,
};

/// Entry of a SETTINGS frame: how many bytes a new stream may send at once.
constexpr uint32_t settingInitialWindow = 7;

struct ControlFrame
{
    FrameType type;
    uint8_t flags = 0;
    std::string_view body; ///< what follows the length
};

/// Cuts a byte stream into frames, however it arrives. Data is handed on in pieces as it comes, so
/// a large data frame needs no memory; a control frame is gathered first. Any one thread.
class FrameReader
{
public:
    struct Events
    {
        /// `body` is valid during the call. An error ends the reading.
        std::function<Status(const ControlFrame&)> onControl;
        /// A piece of a data frame; `fin` with its last piece when the frame ends its stream.
        std::function<Status(uint32_t stream, std::string_view bytes, bool fin)> onData;
    };
    explicit FrameReader(Events events) : m_events(std::move(events)) {}

    /// Takes all of `bytes`. InvalidArgument for what is no SPDY/3, and whatever a callback said.
    Status feed(std::string_view bytes);

private:
    Status readHead();
    Status takeData(std::string_view& bytes);
    Status takeControl(std::string_view& bytes);

    Events m_events;
    std::string m_head; ///< the 8 bytes that begin a frame, as far as they came
    std::string m_body; ///< of a control frame, as far as it came
    bool m_inFrame = false;
    bool m_control = false;
    FrameType m_type = FrameType::Ping;
    uint8_t m_flags = 0;
    uint32_t m_stream = 0;
    size_t m_left = 0; ///< bytes of the frame that are still to come
};

/// The most that one data frame may carry.
constexpr size_t maxDataBytes = 0xffffff;

std::string dataHead(uint32_t stream, size_t size, bool fin);
std::string synStream(uint32_t stream, std::string_view headerBlock, bool fin);
std::string synReply(uint32_t stream, std::string_view headerBlock);
std::string rstStream(uint32_t stream, Reset reason);
std::string settings(uint32_t initialWindow);
std::string ping(uint32_t id);
std::string goAway(uint32_t lastStream);
std::string windowUpdate(uint32_t stream, uint32_t bytes);

/// The number in the four bytes of `body` at `offset`, which must be there.
uint32_t numberAt(std::string_view body, size_t offset);

} // namespace skiff::net::spdy
