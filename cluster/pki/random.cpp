#include "cluster/pki/random.h"

#include <cstdlib>
#include <string_view>

#include <openssl/rand.h>

namespace skiff::pki {

std::string randomBytes(size_t count)
{
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), int(count)) != 1)
        std::abort();
    return bytes;
}

std::string uuid4()
{
    constexpr std::string_view hex = "0123456789abcdef";
    std::string bytes = randomBytes(16);
    bytes[6] = char((bytes[6] & 0x0f) | 0x40);
    bytes[8] = char((bytes[8] & 0x3f) | 0x80);
    std::string text;
    text.reserve(36);
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text += '-';
        text += hex[size_t(bytes[i]) >> 4 & 15];
        text += hex[size_t(bytes[i]) & 15];
    }
    return text;
}

std::string randomSuffix(size_t length)
{
    constexpr std::string_view alphabet = "bcdfghjklmnpqrstvwxz2456789";
    // Bytes above the last whole multiple are dropped, so that every character is as likely as another.
    constexpr unsigned fair = 256 / alphabet.size() * alphabet.size();
    std::string text;
    while (text.size() < length) {
        for (const char byte : randomBytes(length)) {
            if (text.size() < length && uint8_t(byte) < fair)
                text += alphabet[uint8_t(byte) % alphabet.size()];
        }
    }
    return text;
}

} // namespace skiff::pki
