#include "app/model/age.h"

#include "cluster/semantics/human_duration.h"

#include <algorithm>

namespace skiff::model {

QString ageText(std::optional<WallTime> from, WallTime now)
{
    return from ? QString::fromStdString(semantics::humanDuration(now - *from)) : QStringLiteral("<unknown>");
}

std::optional<Duration> parseAge(const QString& text)
{
    using namespace std::chrono_literals;
    Duration sum{};
    int number = -1;
    for (const QChar c : text) {
        if (c.isDigit()) {
            number = std::max(number, 0) * 10 + c.digitValue();
            continue;
        }
        if (number < 0)
            return std::nullopt;
        switch (c.unicode()) {
        case 's': sum += number * 1s; break;
        case 'm': sum += number * 1min; break;
        case 'h': sum += number * 1h; break;
        case 'd': sum += number * 24h; break;
        case 'y': sum += number * 365 * 24h; break;
        default: return std::nullopt;
        }
        number = -1;
    }
    return text.isEmpty() || number >= 0 ? std::nullopt : std::optional(sum);
}

} // namespace skiff::model
