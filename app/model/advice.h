#pragma once

#include <QString>

namespace skiff::model {

/// What a program said about a failure, taken apart for the screen.
struct Advice
{
    QString words;   ///< a sentence
    QString command; ///< what to run instead, may be empty

    bool operator==(const Advice&) const = default;
};

/// `skiff` ends a message with the command that helps, on an indented line of its own.
Advice takeApart(const QString& message);

} // namespace skiff::model
