#include "cluster/net/server_connection.h"

#include <array>
#include <ctime>
#include <utility>

namespace skiff::net {

const std::string& httpDate()
{
    thread_local std::time_t made = 0;
    thread_local std::string text;
    const std::time_t now = std::time(nullptr);
    if (now != made) {
        constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
        constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
        std::tm utc{};
        gmtime_r(&now, &utc);
        std::array<char, 64> buffer{};
        const size_t size = std::strftime(buffer.data(), buffer.size(), "     %d     %Y %H:%M:%S GMT", &utc);
        text.assign(buffer.data(), size);
        text.replace(0, 5, std::string(days[static_cast<size_t>(utc.tm_wday)]) + ", ");
        text.replace(7, 5, std::string(" ") + months[static_cast<size_t>(utc.tm_mon)] + " ");
        made = now;
    }
    return text;
}

std::string_view reasonPhrase(int status)
{
    constexpr std::array<std::pair<int, std::string_view>, 34> phrases{{
        {100, "Continue"},
        {101, "Switching Protocols"},
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {206, "Partial Content"},
        {301, "Moved Permanently"},
        {302, "Found"},
        {304, "Not Modified"},
        {307, "Temporary Redirect"},
        {308, "Permanent Redirect"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {406, "Not Acceptable"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {410, "Gone"},
        {412, "Precondition Failed"},
        {413, "Content Too Large"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {502, "Bad Gateway"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
        {505, "HTTP Version Not Supported"},
    }};
    for (const auto& [code, phrase] : phrases)
        if (code == status)
            return phrase;
    return {};
}

} // namespace skiff::net
