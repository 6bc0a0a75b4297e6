// Feeds a terminal hostile bytes: no crash, bounded memory, bounded answers. The first two bytes
// choose the size; 0xFF in the input changes it.
#include "widgets/terminal/terminal_screen.h"

#include <cstdint>
#include <cstdlib>

using namespace skiff::widgets::terminal;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    if (size < 3)
        return 0;
    size_t answered = 0;
    TerminalScreen screen(1 + data[0] % 60, 2 + data[1] % 140,
                          {[&answered](const QByteArray& bytes) { answered += size_t(bytes.size()); }, [] {},
                           [] {
                           }});
    const QByteArrayView bytes(reinterpret_cast<const char*>(data) + 2, qsizetype(size) - 2);
    qsizetype begin = 0;
    size_t feeds = 0;
    for (qsizetype at = 0; at <= bytes.size(); ++at) {
        if (at < bytes.size() && uint8_t(bytes[at]) != 0xFF)
            continue;
        screen.feed(bytes.sliced(begin, at - begin));
        ++feeds;
        begin = at + 1;
        if (at + 2 < bytes.size())
            screen.resize(1 + uint8_t(bytes[at + 1]) % 60, 2 + uint8_t(bytes[at + 2]) % 140);
        if (begin > bytes.size())
            break;
    }
    for (int line = 0; line < screen.lineCount(); ++line)
        (void)screen.lineText(line);
    if (answered > feeds * 8192 || screen.title().size() > 200)
        abort();
    return 0;
}
