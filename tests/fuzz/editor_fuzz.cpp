// What an editor does with any text: outline, problems and offers at some places. Nothing may be outside of the text.
#include "app/model/edit/completion.h"
#include "app/model/edit/validation.h"

#include <cstdlib>

using namespace skiff::model::edit;

namespace {

void mustBeInside(const YamlOutline& outline, const TextRange& place, bool lineEnd)
{
    if (place.line < 0 || place.line >= outline.lines().size() || place.column < 0 || place.length < 0 ||
        place.column + place.length > outline.lines()[place.line].size() + (lineEnd ? 1 : 0))
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    static const auto schema = builtinSchema();
    const QString text = QString::fromUtf8(reinterpret_cast<const char*>(bytes), qsizetype(size));
    const YamlOutline outline(text);
    for (int i = 0; i < int(outline.entries().size()); ++i) {
        const YamlOutline::Entry& entry = outline.entries()[size_t(i)];
        mustBeInside(outline, entry.place, false);
        mustBeInside(outline, entry.value, false);
        if (entry.parent >= i || entry.lastLine < entry.place.line || entry.lastLine >= outline.lines().size())
            std::abort();
        (void)outline.scalar(i);
        (void)fieldPath(outline, i);
    }
    for (const Problem& each : Validation::check(text, outline, schema.get()))
        mustBeInside(outline, each.place, true);
    for (int line = 0; line < outline.lines().size() && line < 20; ++line)
        for (const int column : {0, 4, int(outline.lines()[line].size())}) {
            if (column > outline.lines()[line].size())
                continue;
            mustBeInside(outline, complete(outline, *schema, line, column).place, false);
            (void)hover(outline, *schema, line, column);
        }
    return 0;
}
