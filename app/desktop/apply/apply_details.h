#pragma once

#include "app/session/apply/manifest_run.h"

#include <QWidget>

#include <memory>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QStackedWidget;

namespace skiff::widgets {
class DiffView;
class YamlView;
} // namespace skiff::widgets

namespace skiff::desktop {

/// What there is to know of one row of an ApplySheet: why, who owns what, the diff or the whole object, the
/// broken lines. GUI thread.
class ApplyDetails final : public QWidget
{
    Q_OBJECT

public:
    explicit ApplyDetails(session::ManifestRun& run, QWidget* parent = nullptr);

    void showNothing();
    void showProblem(const model::edit::ManifestProblem& problem);
    void showObject(int object);

signals:
    void takeOverRequested(int object);
    void openRequested(int object);

protected:
    void changeEvent(QEvent* event) override;

private:
    /// What the page below shows; the same again is left alone.
    struct Shown
    {
        int object = -1;
        session::ManifestRun::State state = session::ManifestRun::State::Queued;
        const data::Value* live = nullptr;
        const data::Value* wanted = nullptr;

        bool operator==(const Shown&) const = default;
    };

    struct Page;

    void setHead(const QString& title, const QString& words);
    QString wordsFor(int object) const;
    void showPage(int object);
    static Page makePage(const std::shared_ptr<const data::Value>& live,
                         const std::shared_ptr<const data::Value>& wanted);
    void present(Page page);
    void retranslate();

    session::ManifestRun& m_run;
    int m_object = -1;
    Shown m_shown;
    int m_number = 0; ///< of the page that was asked for last
    QLabel* m_title;
    QLabel* m_words;
    QPushButton* m_takeOver;
    QPushButton* m_open;
    QStackedWidget* m_pages;
    QWidget* m_empty;
    widgets::DiffView* m_diff;
    widgets::YamlView* m_yaml;
    QPlainTextEdit* m_excerpt;
};

} // namespace skiff::desktop
