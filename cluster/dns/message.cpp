#include "cluster/dns/message.h"

#include <arpa/inet.h>

#include <algorithm>
#include <map>

namespace skiff::dns {

namespace {

constexpr size_t HeaderSize = 12;
constexpr uint16_t FlagResponse = 0x8000;
constexpr uint16_t OpcodeMask = 0x7800;
constexpr uint16_t FlagAuthoritative = 0x0400;
constexpr uint16_t FlagTruncated = 0x0200;
constexpr uint16_t FlagRecursionDesired = 0x0100;
constexpr uint16_t FlagRecursionAvailable = 0x0080;
constexpr uint16_t MostUdpBytes = 4096;

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c;
}

/// Reads big-endian numbers and names from untrusted bytes; fail() is sticky.
class Reader
{
public:
    explicit Reader(std::string_view packet) : m_packet(packet) {}

    bool failed() const { return m_failed; }
    uint16_t number16()
    {
        if (m_at + 2 > m_packet.size())
            return fail();
        const auto high = uint8_t(m_packet[m_at]);
        const auto low = uint8_t(m_packet[m_at + 1]);
        m_at += 2;
        return uint16_t(high << 8 | low);
    }
    void skip(size_t count)
    {
        if (m_at + count > m_packet.size())
            fail();
        else
            m_at += count;
    }
    /// A name without compression pointers: questions come first, so there is nothing to point to.
    std::string name()
    {
        std::string text;
        while (true) {
            if (m_at >= m_packet.size())
                return fail(), std::string();
            const auto length = uint8_t(m_packet[m_at++]);
            if (length == 0)
                return text;
            if (length > 63 || m_at + length > m_packet.size() || text.size() + length + 1 > 254)
                return fail(), std::string();
            if (!text.empty())
                text += '.';
            const std::string_view label = m_packet.substr(m_at, length);
            // A dot inside a label cannot be written in our text form; no cluster name has one.
            if (label.find('.') != std::string_view::npos)
                return fail(), std::string();
            text.append(label);
            m_at += length;
        }
    }
    /// Skips the owner name of a record, which may be compressed.
    void skipRecordName()
    {
        while (!m_failed) {
            if (m_at >= m_packet.size()) {
                fail();
                return;
            }
            const auto length = uint8_t(m_packet[m_at++]);
            if (length == 0)
                return;
            if ((length & 0xC0) == 0xC0) {
                skip(1);
                return;
            }
            skip(length);
        }
    }

private:
    uint16_t fail()
    {
        m_failed = true;
        return 0;
    }

    std::string_view m_packet;
    size_t m_at = 0;
    bool m_failed = false;
};

/// Builds a message; remembers where each name stands so that later ones point to it.
class Writer
{
public:
    void number16(uint16_t value)
    {
        m_bytes += char(value >> 8);
        m_bytes += char(value & 0xFF);
    }
    void number32(uint32_t value)
    {
        number16(uint16_t(value >> 16));
        number16(uint16_t(value & 0xFFFF));
    }
    void raw(std::string_view bytes) { m_bytes.append(bytes); }
    void name(std::string_view text)
    {
        while (!text.empty()) {
            const std::string key = lowered(text);
            if (const auto known = m_names.find(key); known != m_names.end()) {
                number16(uint16_t(0xC000 | known->second));
                return;
            }
            if (m_bytes.size() < 0x3FFF)
                m_names.emplace(key, uint16_t(m_bytes.size()));
            const size_t dot = text.find('.');
            const std::string_view label = text.substr(0, std::min<size_t>(dot, 63));
            m_bytes += char(label.size());
            m_bytes.append(label);
            text = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
        }
        m_bytes += '\0';
    }
    void record(const Record& record)
    {
        name(record.name);
        number16(uint16_t(record.type));
        number16(ClassInternet);
        number32(record.ttl);
        const size_t lengthAt = m_bytes.size();
        number16(0);
        data(record);
        const auto length = uint16_t(m_bytes.size() - lengthAt - 2);
        m_bytes[lengthAt] = char(length >> 8);
        m_bytes[lengthAt + 1] = char(length & 0xFF);
    }
    void optRecord()
    {
        m_bytes += '\0';
        number16(uint16_t(RecordType::Opt));
        number16(MostUdpBytes);
        number32(0);
        number16(0);
    }
    size_t size() const { return m_bytes.size(); }
    std::string take() { return std::move(m_bytes); }

private:
    static std::string lowered(std::string_view text)
    {
        std::string result(text);
        std::transform(result.begin(), result.end(), result.begin(), lower);
        return result;
    }
    void data(const Record& record)
    {
        switch (record.type) {
        case RecordType::A:
        case RecordType::Aaaa: raw(record.address); break;
        case RecordType::Cname:
        case RecordType::Ptr: name(record.target); break;
        case RecordType::Srv:
            number16(record.priority);
            number16(record.weight);
            number16(record.port);
            name(record.target);
            break;
        case RecordType::Soa:
            name(record.target);
            name("hostmaster." + record.name);
            number32(record.serial);
            number32(7200); // refresh
            number32(1800); // retry
            number32(86400); // expire
            number32(record.ttl); // how long "no such name" may be remembered (RFC 2308)
            break;
        default: {
            const std::string_view text = std::string_view(record.text).substr(0, 255);
            m_bytes += char(text.size());
            raw(text);
        }
        }
    }

    std::string m_bytes;
    std::map<std::string, uint16_t> m_names;
};

struct Sections
{
    uint16_t flags = 0;
    const std::vector<Record>* answers = nullptr;
    const std::vector<Record>* authority = nullptr;
    const std::vector<Record>* additional = nullptr;
};

std::string encode(const Query& query, const Sections& sections)
{
    const auto count = [](const std::vector<Record>* records) { return uint16_t(records ? records->size() : 0); };
    Writer writer;
    writer.number16(query.id);
    writer.number16(sections.flags);
    writer.number16(1);
    writer.number16(count(sections.answers));
    writer.number16(count(sections.authority));
    writer.number16(uint16_t(count(sections.additional) + (query.hasEdns ? 1 : 0)));
    writer.name(query.originalName);
    writer.number16(uint16_t(query.question.type));
    writer.number16(query.question.recordClass);
    for (const std::vector<Record>* section : {sections.answers, sections.authority, sections.additional}) {
        if (!section)
            continue;
        for (const Record& record : *section)
            writer.record(record);
    }
    if (query.hasEdns)
        writer.optRecord();
    return writer.take();
}

} // namespace

Result<Query> parseQuery(std::string_view packet)
{
    Reader reader(packet);
    Query query;
    query.id = reader.number16();
    const uint16_t flags = reader.number16();
    const uint16_t questions = reader.number16();
    const uint16_t answers = reader.number16();
    const uint16_t authority = reader.number16();
    const uint16_t additional = reader.number16();
    if (reader.failed() || (flags & FlagResponse))
        return Error{ErrorCode::InvalidArgument, "not a DNS query"};
    if ((flags & OpcodeMask) != 0 || questions != 1 || answers != 0 || authority != 0)
        return Error{ErrorCode::Unsupported, "only standard queries with one question are answered"};
    query.recursionDesired = (flags & FlagRecursionDesired) != 0;
    query.originalName = reader.name();
    query.question.name = query.originalName;
    std::transform(query.question.name.begin(), query.question.name.end(), query.question.name.begin(), lower);
    query.question.type = RecordType(reader.number16());
    query.question.recordClass = reader.number16();
    for (uint16_t i = 0; i < additional && !reader.failed(); ++i) {
        reader.skipRecordName();
        const auto type = RecordType(reader.number16());
        const uint16_t size = reader.number16();
        reader.skip(4);
        reader.skip(reader.number16());
        if (type == RecordType::Opt && !reader.failed()) {
            query.hasEdns = true;
            query.udpSize = std::clamp<uint16_t>(size, 512, MostUdpBytes);
        }
    }
    if (reader.failed())
        return Error{ErrorCode::InvalidArgument, "malformed DNS query"};
    return query;
}

std::string encodeAnswer(const Query& query, const Answer& answer, size_t limit)
{
    Sections sections;
    sections.flags = uint16_t(FlagResponse | FlagRecursionAvailable | uint16_t(answer.code) |
                              (answer.authoritative ? FlagAuthoritative : 0) |
                              (query.recursionDesired ? FlagRecursionDesired : 0));
    sections.answers = &answer.answers;
    sections.authority = &answer.authority;
    sections.additional = &answer.additional;
    std::string message = encode(query, sections);
    if (message.size() <= limit)
        return message;
    // Extra records are a courtesy; leave them out before sending the asker to TCP.
    sections.additional = nullptr;
    message = encode(query, sections);
    if (message.size() <= limit)
        return message;
    return encode(query, {uint16_t(sections.flags | FlagTruncated), nullptr, nullptr, nullptr});
}

std::string encodeError(std::string_view packet, ResponseCode code)
{
    if (packet.size() < HeaderSize || (uint8_t(packet[2]) & 0x80))
        return {};
    std::string message(packet.substr(0, 2));
    message += char(0x80 | (uint8_t(packet[2]) & 0x79)); // response, opcode and RD kept
    message += char(0x80 | uint8_t(code));
    message.append(8, '\0');
    return message;
}

std::string addressBytes(std::string_view text)
{
    const std::string address(text);
    in_addr v4{};
    if (inet_pton(AF_INET, address.c_str(), &v4) == 1)
        return std::string(reinterpret_cast<const char*>(&v4), sizeof v4);
    in6_addr v6{};
    if (inet_pton(AF_INET6, address.c_str(), &v6) == 1)
        return std::string(reinterpret_cast<const char*>(&v6), sizeof v6);
    return {};
}

} // namespace skiff::dns
