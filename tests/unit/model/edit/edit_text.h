#pragma once

#include "cluster/data/value.h"
#include "cluster/data/yaml/yaml.h"

#include <QString>

namespace skiff::test {

/// A text with a cursor, which "^" marks in the source.
struct TextWithCursor
{
    explicit TextWithCursor(const QString& source) : text(source)
    {
        const int at = int(source.indexOf(u'^'));
        text.remove(at, 1);
        line = int(source.left(at).count(u'\n'));
        column = at - int(source.left(at).lastIndexOf(u'\n')) - 1;
    }

    QString text;
    int line = 0;
    int column = 0;
};

inline data::Value yaml(const char* text)
{
    return data::parseYamlDocument(text).value();
}

} // namespace skiff::test
