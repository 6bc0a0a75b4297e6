// Objects of any strings, long ones among them, come back from the editor's text as they were. The input is a list of
// strings, divided by the byte FF; every second is a value, repeated as often as the first byte of its key says.
#include "app/model/edit/editor_text.h"

#include <QByteArray>
#include <QByteArrayList>

#include <cstdlib>

using namespace skiff;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* bytes, size_t size)
{
    const QByteArray input(reinterpret_cast<const char*>(bytes), qsizetype(size));
    data::Object members;
    const QByteArrayList parts = input.split('\xff');
    for (qsizetype i = 0; i + 1 < parts.size(); i += 2) {
        const std::string key = QString::fromUtf8(parts[i]).toStdString();
        const int times = parts[i].isEmpty() ? 1 : uint8_t(parts[i][0]) % 64;
        const std::string value = QString::fromUtf8(parts[i + 1].repeated(times)).toStdString();
        members[key] = i % 4 ? data::Value(value) : data::Value(data::Array{data::Value(value), data::Value(key)});
    }
    const data::Value object(data::Object{{"kind", "x"}, {"data", std::move(members)}});
    const auto again = model::edit::objectFromText(model::edit::editorText(object));
    if (!again.ok() || !data::equal(*again, object))
        std::abort();
    return 0;
}
