#include "widgets/editor/line_highlighter.h"

#include "widgets/tokens.h"

#ifdef SKIFF_HAVE_SYNTAX_HIGHLIGHTING
#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/Theme>
#else
#include <QRegularExpression>
#endif

#include <vector>

namespace skiff::widgets {

namespace {

#ifdef SKIFF_HAVE_SYNTAX_HIGHLIGHTING

/// KSyntaxHighlighting's YAML in our tokens instead of one of its themes.
class YamlLines final : public LineHighlighter, private KSyntaxHighlighting::AbstractHighlighter
{
public:
    explicit YamlLines(const Tokens& tokens) : m_tokens(&tokens)
    {
        // One for all editors: reading the definitions takes longer than opening a text.
        static KSyntaxHighlighting::Repository repository;
        setTheme(repository.defaultTheme());
        setDefinition(repository.definitionForName(QStringLiteral("YAML")));
    }

    State highlight(const QString& line, State before, Formats* formats) override
    {
        m_formats = formats;
        const KSyntaxHighlighting::State behind = highlightLine(line, m_states[size_t(before)]);
        m_formats = nullptr;
        return numberOf(behind);
    }

    void setTokens(const Tokens& tokens) override { m_tokens = &tokens; }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format& format) override
    {
        if (!m_formats || length == 0)
            return;
        const QColor color = colorOf(format.textStyle());
        if (color == m_tokens->text)
            return;
        QTextCharFormat text;
        text.setForeground(color);
        m_formats->append({offset, length, text});
    }

private:
    /// Few texts have more than some dozens of states; those that have may number one twice.
    static constexpr size_t StatesCompared = 64;

    State numberOf(const KSyntaxHighlighting::State& state)
    {
        for (size_t i = 0; i < std::min(StatesCompared, m_states.size()); ++i)
            if (m_states[i] == state)
                return State(i);
        for (size_t back = 1; back <= StatesCompared && back <= m_states.size(); ++back)
            if (m_states[m_states.size() - back] == state)
                return State(m_states.size() - back);
        m_states.push_back(state);
        return State(m_states.size() - 1);
    }

    QColor colorOf(KSyntaxHighlighting::Theme::TextStyle style) const
    {
        using Theme = KSyntaxHighlighting::Theme;
        switch (style) {
        case Theme::Function:
        case Theme::DataType:
            return m_tokens->accent;
        case Theme::Comment:
            return m_tokens->second;
        case Theme::String:
        case Theme::VerbatimString:
        case Theme::SpecialString:
            return m_tokens->good;
        case Theme::DecVal:
        case Theme::Float:
        case Theme::BaseN:
        case Theme::Keyword:
        case Theme::Constant:
            return m_tokens->busy;
        case Theme::Error:
            return m_tokens->bad;
        default:
            return m_tokens->text;
        }
    }

    const Tokens* m_tokens;
    Formats* m_formats = nullptr;
    std::vector<KSyntaxHighlighting::State> m_states{KSyntaxHighlighting::State()};
};

#else

/// Keys, comments, quoted strings and block scalars. A state is the indentation of the key whose
/// block scalar goes on, and one.
class YamlLines final : public LineHighlighter
{
public:
    explicit YamlLines(const Tokens& tokens) : m_tokens(&tokens) {}

    State highlight(const QString& line, State before, Formats* formats) override
    {
        static const QRegularExpression key(QStringLiteral("^\\s*(?:- )*([^\\s#:\"'][^:]*):(?=\\s|$)"));
        static const QRegularExpression comment(QStringLiteral("(?:^|\\s)(#.*)$"));
        static const QRegularExpression quoted(QStringLiteral("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'"));
        static const QRegularExpression block(QStringLiteral("(?:^|[:-]\\s+)[|>][-+0-9]*\\s*(?:#.*)?$"));
        int indent = 0;
        while (indent < line.size() && line[indent] == QLatin1Char(' '))
            ++indent;
        if (before != Begin && (indent >= before || indent == line.size())) {
            if (formats)
                add(*formats, 0, int(line.size()), m_tokens->good);
            return before;
        }
        if (formats) {
            mark(quoted, 0, m_tokens->good, line, *formats);
            mark(key, 1, m_tokens->accent, line, *formats);
            mark(comment, 1, m_tokens->second, line, *formats);
        }
        return block.match(line).hasMatch() ? indent + 1 : Begin;
    }

    void setTokens(const Tokens& tokens) override { m_tokens = &tokens; }

private:
    static void add(Formats& formats, int begin, int length, const QColor& color)
    {
        QTextCharFormat text;
        text.setForeground(color);
        formats.append({begin, length, text});
    }

    static void mark(const QRegularExpression& pattern, int group, const QColor& color, const QString& line,
                     Formats& formats)
    {
        for (auto it = pattern.globalMatch(line); it.hasNext();) {
            const QRegularExpressionMatch match = it.next();
            add(formats, int(match.capturedStart(group)), int(match.capturedLength(group)), color);
        }
    }

    const Tokens* m_tokens;
};

#endif

} // namespace

std::unique_ptr<LineHighlighter> LineHighlighter::forYaml(const Tokens& tokens)
{
    return std::make_unique<YamlLines>(tokens);
}

} // namespace skiff::widgets
