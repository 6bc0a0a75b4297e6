#include "widgets/yaml_highlighter.h"

#include "widgets/tokens.h"

#ifdef SKIFF_HAVE_SYNTAX_HIGHLIGHTING
#include <KSyntaxHighlighting/AbstractHighlighter>
#include <KSyntaxHighlighting/Definition>
#include <KSyntaxHighlighting/Format>
#include <KSyntaxHighlighting/Repository>
#include <KSyntaxHighlighting/State>
#include <KSyntaxHighlighting/SyntaxHighlighter>
#include <KSyntaxHighlighting/Theme>
#else
#include <QRegularExpression>
#endif

namespace skiff::widgets {

namespace {

#ifdef SKIFF_HAVE_SYNTAX_HIGHLIGHTING

/// KSyntaxHighlighting's YAML in our tokens instead of one of its themes.
class Highlighter final : public KSyntaxHighlighting::SyntaxHighlighter
{
public:
    Highlighter(QTextDocument* document, const Tokens& tokens)
        : SyntaxHighlighter(document), m_tokens(tokens)
    {
        setTheme(m_repository.defaultTheme(tokens.dark ? KSyntaxHighlighting::Repository::DarkTheme
                                                       : KSyntaxHighlighting::Repository::LightTheme));
        setDefinition(m_repository.definitionForName(QStringLiteral("YAML")));
    }

protected:
    void applyFormat(int offset, int length, const KSyntaxHighlighting::Format& format) override
    {
        if (length == 0)
            return;
        QTextCharFormat text;
        text.setForeground(colorOf(format.textStyle()));
        setFormat(offset, length, text);
    }

private:
    QColor colorOf(KSyntaxHighlighting::Theme::TextStyle style) const
    {
        using Theme = KSyntaxHighlighting::Theme;
        switch (style) {
        case Theme::Function:
        case Theme::DataType: return m_tokens.accent;
        case Theme::Comment: return m_tokens.second;
        case Theme::String:
        case Theme::VerbatimString:
        case Theme::SpecialString: return m_tokens.good;
        case Theme::DecVal:
        case Theme::Float:
        case Theme::BaseN:
        case Theme::Keyword:
        case Theme::Constant: return m_tokens.busy;
        case Theme::Error: return m_tokens.bad;
        default: return m_tokens.text;
        }
    }

    const Tokens& m_tokens;
    KSyntaxHighlighting::Repository m_repository;
};

#else

class Highlighter final : public QSyntaxHighlighter
{
public:
    Highlighter(QTextDocument* document, const Tokens& tokens) : QSyntaxHighlighter(document), m_tokens(tokens) {}

protected:
    void highlightBlock(const QString& text) override
    {
        static const QRegularExpression key(QStringLiteral("^\\s*(?:- )*([^\\s#:][^:]*):(?=\\s|$)"));
        static const QRegularExpression comment(QStringLiteral("(?:^|\\s)(#.*)$"));
        static const QRegularExpression quoted(QStringLiteral("\"(?:[^\"\\\\]|\\\\.)*\"|'[^']*'"));
        mark(quoted, 0, m_tokens.good, text);
        mark(key, 1, m_tokens.accent, text);
        mark(comment, 1, m_tokens.second, text);
    }

private:
    void mark(const QRegularExpression& pattern, int group, const QColor& color, const QString& text)
    {
        for (auto it = pattern.globalMatch(text); it.hasNext();) {
            const QRegularExpressionMatch match = it.next();
            setFormat(int(match.capturedStart(group)), int(match.capturedLength(group)), color);
        }
    }

    const Tokens& m_tokens;
};

#endif

} // namespace

std::unique_ptr<QSyntaxHighlighter> makeYamlHighlighter(QTextDocument* document, const Tokens& tokens)
{
    return std::make_unique<Highlighter>(document, tokens);
}

} // namespace skiff::widgets
