#pragma once

#include <QPlainTextEdit>

#include <memory>

namespace skiff::widgets {

/// YAML to read: coloured by KSyntaxHighlighting in the theme's colours (by a plainer highlighter
/// where that is missing), with line numbers. GUI thread.
class YamlView final : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit YamlView(QWidget* parent = nullptr);
    ~YamlView() override;

    /// Replaces the text; the scroll position stays when the text is a newer state of the same object.
    void setYaml(const QString& yaml);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    class Gutter;
    class Highlighting;

    int gutterWidth() const;
    void layoutGutter();
    void paintGutter(QPaintEvent* event);

    Gutter* m_gutter;
    std::unique_ptr<Highlighting> m_highlighting;
};

} // namespace skiff::widgets
