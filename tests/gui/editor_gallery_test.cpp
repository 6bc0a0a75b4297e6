#include "app/desktop/appearance.h"
#include "tests/support/register_test.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/completion_popup.h"
#include "widgets/editor/diff_view.h"
#include "widgets/editor/find_bar.h"
#include "widgets/editor/folding.h"
#include "widgets/editor/hover_card.h"
#include "widgets/editor/problem_list.h"
#include "widgets/tokens.h"

#include <QDir>
#include <QFontDatabase>
#include <QGridLayout>
#include <QPainter>
#include <QTest>
#include <QVBoxLayout>

using namespace skiff;
using namespace skiff::widgets;

namespace {

const QString Deployment = QString::fromUtf8("apiVersion: apps/v1\n"
                                             "kind: Deployment\n"
                                             "metadata:\n"
                                             "  name: storefront # 店面\n"
                                             "  labels:\n"
                                             "    app: \"storefront\"\n"
                                             "spec:\n"
                                             "  replicas: three\n"
                                             "  paused: false\n"
                                             "  template:\n"
                                             "    metadata: {labels: {app: storefront}}\n"
                                             "    spec:\n"
                                             "      containers:\n"
                                             "      - name: web\n"
                                             "        image: storefront:2.4\n"
                                             "        imagePullPolicy: Always\n"
                                             "        comand: [sh, -c]\n"
                                             "        args:\n"
                                             "        - |\n"
                                             "          while true; do date; sleep 1; done\n"
                                             "      restartPolicy: Always\n");

QWidget* editing()
{
    auto* box = new QWidget;
    auto* column = new QVBoxLayout(box);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* editor = new CodeEditor;
    editor->setObjectName(QStringLiteral("problems"));
    editor->setText(Deployment);
    auto* list = new ProblemList(*editor);
    column->addWidget(editor, 1);
    column->addWidget(list);
    editor->setProblems({{.severity = EditorProblem::Severity::Error,
                          .place = {7, 12, 5},
                          .text = QStringLiteral("spec.replicas: a whole number is wanted here")},
                         {.severity = EditorProblem::Severity::Warning,
                          .place = {16, 8, 6},
                          .text = QStringLiteral("no field \"comand\"; \"command\"?")}});
    editor->goTo(10, 14);
    return box;
}

CodeEditor* finding()
{
    auto* editor = new CodeEditor;
    editor->setObjectName(QStringLiteral("finding"));
    editor->setText(Deployment);
    editor->openFind(true);
    editor->findBar().setPattern({.text = QStringLiteral("storefront")});
    editor->setFolds({{2, 5}, {6, 20}, {12, 19}});
    editor->setFolded(12, true);
    return editor;
}

CodeEditor* completing()
{
    auto* editor = new CodeEditor;
    editor->setObjectName(QStringLiteral("completing"));
    editor->setText(QStringLiteral("apiVersion: v1\nkind: Pod\nspec:\n  re\n"));
    return editor;
}

DiffTexts differences()
{
    using Type = DiffViewRow::Type;
    DiffTexts texts{.leftTitle = QStringLiteral("On the server"), .rightTitle = QStringLiteral("Mine")};
    for (const QString& line : Deployment.trimmed().split(QLatin1Char('\n'))) {
        const int left = int(texts.left.size());
        const int right = int(texts.right.size());
        if (line.contains(QStringLiteral("storefront:2.4"))) {
            texts.left << line;
            texts.right << QString(line).replace(QStringLiteral("2.4"), QStringLiteral("3.0-rc1"));
            texts.rows.push_back({Type::Changed, left, right, {{26, 3}}, {{26, 7}}});
        } else if (line.contains(QStringLiteral("paused"))) {
            texts.left << line;
            texts.rows.push_back({Type::Removed, left, -1, {}, {}});
        } else if (line.contains(QStringLiteral("restartPolicy"))) {
            texts.left << line;
            texts.right << line << QStringLiteral("      terminationGracePeriodSeconds: 5 # 五秒");
            texts.rows.push_back({Type::Same, left, right, {}, {}});
            texts.rows.push_back({Type::Added, -1, right + 1, {}, {}});
        } else {
            texts.left << line;
            texts.right << line;
            texts.rows.push_back({Type::Same, left, right, {}, {}});
        }
    }
    return texts;
}

DiffView* differing(DiffView::Layout layout)
{
    auto* view = new DiffView;
    view->setDiffLayout(layout);
    view->setTexts(differences());
    view->nextChange();
    return view;
}

/// A window beside the page's texts, painted where it is.
void paintPopup(QPainter& painter, const QWidget& page, QWidget& popup)
{
    painter.drawPixmap(page.mapFromGlobal(popup.pos()), popup.grab());
}

} // namespace

/// The editor, what goes with it, and the view of differences on one page.
class EditorGalleryTest final : public QObject
{
    Q_OBJECT

private slots:
    void showsTheEditor_data()
    {
        QTest::addColumn<desktop::Appearance::Scheme>("scheme");
        QTest::addColumn<QString>("language");
        using Scheme = desktop::Appearance::Scheme;
        QTest::newRow("light-en") << Scheme::Light << QStringLiteral("en");
        QTest::newRow("dark-en") << Scheme::Dark << QStringLiteral("en");
        QTest::newRow("light-zh") << Scheme::Light << QStringLiteral("zh_CN");
        QTest::newRow("dark-zh") << Scheme::Dark << QStringLiteral("zh_CN");
    }

    void showsTheEditor()
    {
        QFETCH(desktop::Appearance::Scheme, scheme);
        QFETCH(QString, language);
        if (QFontDatabase::families().contains(QStringLiteral("Inter")))
            QApplication::setFont(QFont(QStringLiteral("Inter")));
        desktop::Appearance appearance(*qApp);
        appearance.setLanguage(language);
        appearance.setScheme(scheme);
        QWidget page;
        page.setFixedSize(1200, 900);
        auto* grid = new QGridLayout(&page);
        grid->setContentsMargins(metrics::PageMargin, metrics::PageMargin, metrics::PageMargin, metrics::PageMargin);
        grid->setSpacing(metrics::Margin);
        CodeEditor* find = finding();
        CodeEditor* complete = completing();
        auto* unified = differing(DiffView::Layout::Unified);
        grid->addWidget(editing(), 0, 0);
        grid->addWidget(find, 0, 1);
        grid->addWidget(differing(DiffView::Layout::SideBySide), 1, 0, 1, 2);
        grid->addWidget(complete, 2, 0);
        grid->addWidget(unified, 2, 1);
        for (const auto& [row, part] : {std::pair{0, 5}, {1, 4}, {2, 4}})
            grid->setRowStretch(row, part);
        page.show();
        QVERIFY(QTest::qWaitForWindowExposed(&page));
        QTRY_COMPARE(find->findBar().result().matches.size(), size_t(4));
        QTRY_VERIFY(find->findBar().isSettled() && find->isFolded(12));
        complete->setFocus();
        complete->goTo(3, 4);
        complete->showCompletion(
            {.place = {3, 2, 2},
             .offers = {
                 {.label = QStringLiteral("restartPolicy"),
                  .detail = QStringLiteral("string"),
                  .documentation = QStringLiteral(
                      "Whether containers of the pod are started again when they end: Always, OnFailure or Never."),
                  .insert = QStringLiteral("restartPolicy: ")},
                 {.label = QStringLiteral("resources"), .detail = QStringLiteral("ResourceRequirements")},
                 {.label = QStringLiteral("readinessGates"), .detail = QStringLiteral("list of PodReadinessGate")},
                 {.type = EditorOffer::Type::Snippet,
                  .label = QStringLiteral("preemptionPolicy"),
                  .detail = QStringLiteral("string")}}});
        auto* card = new HoverCard(*complete);
        card->open(QStringLiteral("<p><b>kind</b> string</p><p>What type of object this is.</p>"), {1, 0, 4});
        auto* popup = complete->findChild<CompletionPopup*>();
        QVERIFY(popup && popup->isVisible());
        QVERIFY(page.rect().contains(page.mapFromGlobal(popup->pos())));
        QPixmap picture = page.grab();
        QPainter painter(&picture);
        paintPopup(painter, page, *popup);
        card->move(complete->mapToGlobal(QPoint(330, 8)));
        paintPopup(painter, page, *card);
        const QString folder = QStringLiteral(SKIFF_BINARY_DIR "/artefacts/screenshots");
        QVERIFY(QDir().mkpath(folder));
        QVERIFY(picture.save(
            QStringLiteral("%1/gallery-editor-%2.png").arg(folder, QString::fromLatin1(QTest::currentDataTag()))));
    }
};

SKIFF_REGISTER_TEST(EditorGalleryTest);
#include "editor_gallery_test.moc"
