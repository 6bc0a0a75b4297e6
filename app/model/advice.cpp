#include "app/model/advice.h"

namespace skiff::model {

Advice takeApart(const QString& message)
{
    const qsizetype at = message.lastIndexOf(QStringLiteral("\n  "));
    if (at < 0)
        return {message.trimmed(), {}};
    return {message.left(at).trimmed(), message.mid(at).trimmed()};
}

} // namespace skiff::model
