#include "cluster/apiserver/random_id.h"

#include <openssl/rand.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace skiff::apiserver {

namespace {

/// Random bytes taken from the system in blocks: one call per id would cost more than the id.
class RandomBlock
{
public:
    void take(unsigned char* out, size_t count)
    {
        if (m_used + count > m_bytes.size()) {
            if (RAND_bytes(m_bytes.data(), int(m_bytes.size())) != 1)
                std::abort(); // ids that repeat would corrupt the cluster
            m_used = 0;
        }
        std::memcpy(out, m_bytes.data() + m_used, count);
        m_used += count;
    }

private:
    std::array<unsigned char, 1024> m_bytes{};
    size_t m_used = 1024;
};

thread_local RandomBlock randomBlock;

} // namespace

std::string newUuid()
{
    std::array<unsigned char, 16> bytes{};
    randomBlock.take(bytes.data(), bytes.size());
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (size_t i = 0; i < bytes.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            text += '-';
        text += digits[bytes[i] >> 4];
        text += digits[bytes[i] & 15];
    }
    return text;
}

std::string newNameSuffix(size_t length)
{
    constexpr std::string_view alphabet = "bcdfghjklmnpqrstvwxz2456789";
    std::string text;
    while (text.size() < length) {
        unsigned char byte = 0;
        randomBlock.take(&byte, 1);
        if (byte < 256 / alphabet.size() * alphabet.size()) // no letter more likely than another
            text += alphabet[byte % alphabet.size()];
    }
    return text;
}

} // namespace skiff::apiserver
