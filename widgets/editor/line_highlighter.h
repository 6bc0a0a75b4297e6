#pragma once

#include <QString>
#include <QTextLayout>

#include <memory>

namespace skiff::widgets {

struct Tokens;

/// Colours one line of YAML at a time: by KSyntaxHighlighting's definition where the build has it,
/// else keys, comments and strings by our own rules. GUI thread.
class LineHighlighter
{
public:
    using Formats = QVector<QTextLayout::FormatRange>;
    /// What a line has to know of those above it; numbers from this highlighter.
    using State = int;
    static constexpr State Begin = 0;

    virtual ~LineHighlighter() = default;

    /// The state behind `line`; its colours go to `formats`, which may be null.
    virtual State highlight(const QString& line, State before, Formats* formats) = 0;
    /// Colours of another theme; states stay what they are.
    virtual void setTokens(const Tokens& tokens) = 0;

    static std::unique_ptr<LineHighlighter> forYaml(const Tokens& tokens);
};

} // namespace skiff::widgets
