#pragma once

#include <QObject>
#include <QStringList>
#include <QThread>

#include <atomic>
#include <functional>
#include <vector>

namespace skiff::widgets {

/// What is looked for.
struct SearchPattern
{
    QString text;
    bool regex = false;
    bool matchCase = false;
    bool wholeWords = false;

    bool operator==(const SearchPattern&) const = default;
};

/// A place that was found, in positions of an editor's document.
struct SearchMatch
{
    int position = 0;
    int length = 0;
    QStringList captures; ///< of a regular expression with groups: \0, \1, …

    bool operator==(const SearchMatch&) const = default;
};

struct SearchResult
{
    /// More are not looked for.
    static constexpr int Most = 10'000;

    std::vector<SearchMatch> matches; ///< in the order of the text
    bool truncated = false;           ///< there are more than Most
    bool tooCostly = false;           ///< given up: the expression tries too much
    QString error;                    ///< why the expression is none
};

/// Looks for `pattern` line by line; long lines are cut as LongLines does it, which plain text does not
/// notice. A hostile expression is given up. Pure; any thread. `stop` is asked at every line.
SearchResult findAll(const QString& cutText, const SearchPattern& pattern, const std::function<bool()>& stop);

/// The text that takes a match's place: \0 … \9, \n, \t and \\ in `replacement` of a regular expression.
QString replacementFor(const SearchMatch& match, const SearchPattern& pattern, const QString& replacement);

/// Looks for patterns on a thread of its own, so that no expression keeps the GUI waiting. The
/// latest request counts. GUI thread.
class TextSearch final : public QObject
{
    Q_OBJECT

public:
    explicit TextSearch(QObject* parent = nullptr);
    ~TextSearch() override;

    void start(const QString& cutText, const SearchPattern& pattern);
    void cancel();

signals:
    void finished(const skiff::widgets::SearchResult& result);

private:
    QThread m_thread;
    QObject* m_worker; ///< lives on m_thread
    std::atomic<int> m_latest{0};
};

} // namespace skiff::widgets
