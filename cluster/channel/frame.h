#pragma once

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The frames between a host and the shell of its virtual machine, over a virtio-serial port.
 *
 * A frame is a mark (0xA5), a type, a session (16 bits), the payload's length (32 bits), all little
 * endian, and the payload. Zero bytes between frames mean nothing. Whoever connects sends
 * ChannelPreamble zero bytes and Hello, and so does who answers: they end whatever frame was left half sent
 * before, and a reader that has lost its way starts again after a run of zeros.
 *
 * Flow control is by credit and session: either side sends at most ChannelWindow bytes of a
 * session's data, and then as many as the other's Credit frames allow. */
enum
{
    ChannelMark = 0xA5,
    ChannelHeaderSize = 8,
    ChannelMaxPayload = 16384,
    ChannelPreamble = ChannelHeaderSize + ChannelMaxPayload,
    ChannelWindow = 262144,
    ChannelTokenSize = 16,
};

enum ChannelType
{
    /* From both sides. */
    ChannelHello = 1,  /* host: a token, every session of before ends; guest: the same token, then its version */
    ChannelCredit = 2, /* u32: so many more bytes may be sent */
    /* From the host. */
    ChannelStart = 16,      /* see ChannelStartFlags: u16 flags, u16 rows, u16 columns, then words, each ended by a
                               zero byte: the count of arguments, the arguments, NAME=VALUE ... */
    ChannelInput = 17,      /* bytes for standard input */
    ChannelInputEnd = 18,   /* no more of them */
    ChannelWindowSize = 19, /* u16 rows, u16 columns */
    ChannelSignal = 20,     /* u8: sent to the process group */
    ChannelEnd = 21,        /* the host is no longer interested: hang up */
    ChannelSetClock = 22,   /* i64: nanoseconds since 1970 */
    ChannelPowerOff = 23,   /* stop the services, then switch off */
    /* From the guest. */
    ChannelOutput = 32,
    ChannelErrors = 33,
    ChannelExited = 34, /* u32: exit code, or 128 + signal; the session's last frame */
    ChannelFailed = 35, /* why the program was not started, in words; the session's last frame */
};

enum ChannelStartFlags
{
    ChannelTerminal = 1, /* with a terminal: standard error is part of the output */
};

struct ChannelFrame
{
    uint8_t type;
    uint16_t session;
    uint32_t length;
    const uint8_t* payload; /* valid until the parser's next call */
};

/* Finds frames in a stream of bytes from an untrusted peer. */
struct ChannelParser
{
    uint8_t bytes[2 * (ChannelHeaderSize + ChannelMaxPayload)];
    size_t begin;
    size_t end;
    unsigned zeros; /* seen in a row while lost */
    int lost;
};

void channelParserInit(struct ChannelParser* parser);

/* Where the next bytes may be written to, and how many (never 0 after channelParserNext() gave 0). */
uint8_t* channelParserRoom(struct ChannelParser* parser, size_t* size);
void channelParserFilled(struct ChannelParser* parser, size_t count);

/* 1 with the next frame, 0 when more bytes are needed, -1 once when the stream makes no sense: the
 * parser then looks for the next run of zeros. */
int channelParserNext(struct ChannelParser* parser, struct ChannelFrame* frame);

void channelHeader(uint8_t header[ChannelHeaderSize], uint8_t type, uint16_t session, uint32_t length);

void channelPut16(uint8_t* at, uint16_t value);
void channelPut32(uint8_t* at, uint32_t value);
void channelPut64(uint8_t* at, uint64_t value);
uint16_t channelGet16(const uint8_t* at);
uint32_t channelGet32(const uint8_t* at);
uint64_t channelGet64(const uint8_t* at);

#ifdef __cplusplus
}
#endif
