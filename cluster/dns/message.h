#pragma once

#include "cluster/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace skiff::dns {

/// Record types that the cluster answers itself (RFC 1035, 2782, 3596). Others are numbers.
enum class RecordType : uint16_t
{
    A = 1,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    Txt = 16,
    Aaaa = 28,
    Srv = 33,
    Opt = 41,
    Any = 255,
};

enum class ResponseCode : uint8_t { NoError = 0, FormatError = 1, ServerFailure = 2, NameError = 3, NotImplemented = 4, Refused = 5 };

constexpr uint16_t ClassInternet = 1;

/// What is asked. Names are lower case without the final dot; the root is "".
struct Question
{
    std::string name;
    RecordType type = RecordType::A;
    uint16_t recordClass = ClassInternet;
};

/// A query with one question, as resolvers send them.
struct Query
{
    uint16_t id = 0;
    bool recursionDesired = false;
    Question question;
    std::string originalName;    ///< as sent, upper case kept: answers repeat it (0x20 encoding)
    bool hasEdns = false;
    uint16_t udpSize = 512;      ///< the largest UDP answer the asker takes
};

/// One record; which of the fields counts is the type's affair.
struct Record
{
    std::string name;
    RecordType type = RecordType::A;
    uint32_t ttl = 5;
    std::string address;         ///< A, AAAA: 4 or 16 bytes in network order
    std::string target;          ///< CNAME, PTR, SRV, SOA: a name
    std::string text;            ///< TXT
    uint16_t port = 0;           ///< SRV
    uint16_t weight = 0;         ///< SRV
    uint16_t priority = 0;       ///< SRV
    uint32_t serial = 0;         ///< SOA
};

/// What the tables say about a question.
struct Answer
{
    ResponseCode code = ResponseCode::NoError;
    bool authoritative = true;
    std::vector<Record> answers;
    std::vector<Record> authority;
    std::vector<Record> additional;
};

/// Reads one query. InvalidArgument when it is malformed, Unsupported when it is well formed but
/// not a standard query with one question. Safe on any bytes.
Result<Query> parseQuery(std::string_view packet);

/// The answer on the wire, with names compressed. When it is longer than `limit` bytes the
/// records are left out and the truncation bit is set, so that the asker comes back over TCP.
std::string encodeAnswer(const Query& query, const Answer& answer, size_t limit);

/// An answer without records to a packet whose header can be read, or empty when it cannot.
std::string encodeError(std::string_view packet, ResponseCode code);

/// "10.96.0.10" as 4 bytes, or an IPv6 address as 16; empty when it is neither.
std::string addressBytes(std::string_view text);

} // namespace skiff::dns
