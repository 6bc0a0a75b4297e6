#include "cluster/channel/frame.h"

#include <string.h>

void channelPut16(uint8_t* at, uint16_t value)
{
    at[0] = (uint8_t)value;
    at[1] = (uint8_t)(value >> 8);
}

void channelPut32(uint8_t* at, uint32_t value)
{
    channelPut16(at, (uint16_t)value);
    channelPut16(at + 2, (uint16_t)(value >> 16));
}

void channelPut64(uint8_t* at, uint64_t value)
{
    channelPut32(at, (uint32_t)value);
    channelPut32(at + 4, (uint32_t)(value >> 32));
}

uint16_t channelGet16(const uint8_t* at)
{
    return (uint16_t)(at[0] | at[1] << 8);
}

uint32_t channelGet32(const uint8_t* at)
{
    return channelGet16(at) | (uint32_t)channelGet16(at + 2) << 16;
}

uint64_t channelGet64(const uint8_t* at)
{
    return channelGet32(at) | (uint64_t)channelGet32(at + 4) << 32;
}

void channelHeader(uint8_t header[ChannelHeaderSize], uint8_t type, uint16_t session, uint32_t length)
{
    header[0] = ChannelMark;
    header[1] = type;
    channelPut16(header + 2, session);
    channelPut32(header + 4, length);
}

void channelParserInit(struct ChannelParser* parser)
{
    parser->begin = 0;
    parser->end = 0;
    parser->zeros = 0;
    parser->lost = 0;
}

uint8_t* channelParserRoom(struct ChannelParser* parser, size_t* size)
{
    if (parser->begin > 0) {
        memmove(parser->bytes, parser->bytes + parser->begin, parser->end - parser->begin);
        parser->end -= parser->begin;
        parser->begin = 0;
    }
    *size = sizeof parser->bytes - parser->end;
    return parser->bytes + parser->end;
}

void channelParserFilled(struct ChannelParser* parser, size_t count)
{
    parser->end += count;
}

/* Skips to behind a run of zeros that no payload of ours before a Hello can be mistaken for. */
static void findWay(struct ChannelParser* parser)
{
    while (parser->lost && parser->begin < parser->end) {
        parser->zeros = parser->bytes[parser->begin++] == 0 ? parser->zeros + 1 : 0;
        parser->lost = parser->zeros < ChannelHeaderSize;
    }
}

int channelParserNext(struct ChannelParser* parser, struct ChannelFrame* frame)
{
    findWay(parser);
    while (parser->begin < parser->end && parser->bytes[parser->begin] == 0)
        ++parser->begin;
    const size_t there = parser->end - parser->begin;
    const uint8_t* header = parser->bytes + parser->begin;
    if (there == 0)
        return 0;
    if (header[0] != ChannelMark || (there >= ChannelHeaderSize && channelGet32(header + 4) > ChannelMaxPayload)) {
        parser->lost = 1;
        parser->zeros = 0;
        ++parser->begin;
        return -1;
    }
    if (there < ChannelHeaderSize || there - ChannelHeaderSize < channelGet32(header + 4))
        return 0;
    frame->type = header[1];
    frame->session = channelGet16(header + 2);
    frame->length = channelGet32(header + 4);
    frame->payload = header + ChannelHeaderSize;
    parser->begin += ChannelHeaderSize + frame->length;
    return 1;
}
