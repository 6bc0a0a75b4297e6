#include "cluster/data/base64.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace skiff::data {

namespace {

constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t none = 0xFF;

constexpr std::array<uint8_t, 256> makeReverse()
{
    std::array<uint8_t, 256> reverse{};
    reverse.fill(none);
    for (uint8_t i = 0; i < alphabet.size(); ++i)
        reverse[static_cast<unsigned char>(alphabet[i])] = i;
    return reverse;
}

constexpr std::array<uint8_t, 256> reverse = makeReverse();

} // namespace

std::string toBase64(std::string_view bytes)
{
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (size_t i = 0; i < bytes.size(); i += 3) {
        const size_t left = std::min<size_t>(3, bytes.size() - i);
        uint32_t group = 0;
        for (size_t k = 0; k < 3; ++k)
            group = group << 8 | (k < left ? static_cast<unsigned char>(bytes[i + k]) : 0u);
        for (size_t k = 0; k < 4; ++k)
            text += k <= left ? alphabet[group >> (18 - 6 * k) & 63] : '=';
    }
    return text;
}

Result<std::string> fromBase64(std::string_view text)
{
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3);
    uint32_t group = 0;
    size_t digits = 0;
    size_t padding = 0;
    const auto wrong = [](size_t at) {
        return Error{ErrorCode::InvalidArgument, fmt::format("illegal base64 data at input byte {}", at)};
    };
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\n' || c == '\r')
            continue;
        if (c == '=') {
            if (digits + padding < 2 || digits + padding >= 4 || digits == 0)
                return wrong(i);
            ++padding;
            continue;
        }
        const uint8_t digit = reverse[static_cast<unsigned char>(c)];
        if (digit == none || padding > 0)
            return wrong(i);
        group = group << 6 | digit;
        if (++digits == 4) {
            bytes += static_cast<char>(group >> 16);
            bytes += static_cast<char>(group >> 8);
            bytes += static_cast<char>(group);
            group = 0;
            digits = 0;
        }
    }
    if (digits == 0 && padding == 0)
        return bytes;
    if (digits + padding != 4)
        return wrong(text.size());
    group <<= 6 * padding;
    bytes += static_cast<char>(group >> 16);
    if (padding == 1)
        bytes += static_cast<char>(group >> 8);
    return bytes;
}

} // namespace skiff::data
