#include "widgets/editor/completion_popup.h"

#include "tests/support/register_test.h"
#include "widgets/editor/code_editor.h"
#include "widgets/editor/hover_card.h"
#include "widgets/editor/offer_model.h"
#include "widgets/editor/popup_place.h"
#include "widgets/editor/problem_list.h"

#include <QFile>
#include <QLabel>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace skiff::widgets;

namespace {

std::vector<EditorOffer> offers()
{
    return {{.label = "containers",
             .detail = "list of Container",
             .documentation = "All of <b>them</b>",
             .insert = "containers:\n  - name: \n    image: ",
             .cursorBack = 12},
            {.label = "image", .insert = "image: "},
            {.label = "imagePullPolicy", .insert = "imagePullPolicy: "},
            {.label = "restartPolicy", .insert = "restartPolicy: "}};
}

} // namespace

/// The windows beside an editor's text: offers, cards, the list of problems.
class CompletionPopupTest final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_editor = std::make_unique<CodeEditor>();
        m_editor->resize(500, 300);
        m_editor->show();
        m_editor->setFocus();
        m_editor->setText(QStringLiteral("spec:\n  "));
        m_editor->goTo(1, 2);
    }

    void cleanup() { m_editor.reset(); }

    void typingAsksAndNarrows()
    {
        QSignalSpy asked(m_editor.get(), &CodeEditor::completionRequested);
        QTest::keyClick(m_editor.get(), Qt::Key_I);
        QCOMPARE(asked.size(), 1);
        QCOMPARE(asked.front(), QVariantList({1, 3}));
        m_editor->showCompletion({.place = {1, 2, 1}, .offers = offers()});
        QVERIFY(m_editor->completionIsOpen());
        const auto* popup = m_editor->findChild<CompletionPopup*>();
        QCOMPARE(popup->labels(), QStringList({"image", "imagePullPolicy", "containers", "restartPolicy"}));
        QTest::keyClicks(m_editor.get(), "mP");
        QCOMPARE(popup->labels(), QStringList({"imagePullPolicy"}));
        QCOMPARE(asked.size(), 1);
        QTest::keyClick(m_editor.get(), Qt::Key_Backspace);
        QCOMPARE(popup->labels(), QStringList({"image", "imagePullPolicy"}));
        QTest::keyClick(m_editor.get(), Qt::Key_Return);
        QVERIFY(!m_editor->completionIsOpen());
        QCOMPARE(m_editor->text(), QStringLiteral("spec:\n  image: "));
        m_editor->undo();
        QCOMPARE(m_editor->text(), QStringLiteral("spec:\n  im"));
    }

    void acceptsSeveralLines()
    {
        m_editor->showCompletion({.place = {1, 2, 0}, .offers = offers()});
        QTest::keyClick(m_editor.get(), Qt::Key_Tab);
        QCOMPARE(m_editor->text(), QStringLiteral("spec:\n  containers:\n  - name: \n    image: "));
        QCOMPARE(m_editor->cursorPlace(), (EditorPlace{2, 10}));
    }

    void keysMoveInTheList()
    {
        m_editor->showCompletion({.place = {1, 2, 0}, .offers = offers()});
        const auto* popup = m_editor->findChild<CompletionPopup*>();
        const auto* about = popup->findChild<QLabel*>("completionAbout");
        QCOMPARE(about->text(), QStringLiteral("All of <b>them</b>"));
        QCOMPARE(about->textFormat(), Qt::PlainText);
        QTest::keyClick(m_editor.get(), Qt::Key_Up);
        QCOMPARE(popup->currentRow(), 3);
        QTest::keyClick(m_editor.get(), Qt::Key_Down);
        QCOMPARE(popup->currentRow(), 0);
        QTest::keyClick(m_editor.get(), Qt::Key_Escape);
        QVERIFY(!m_editor->completionIsOpen());
        QCOMPARE(m_editor->text(), QStringLiteral("spec:\n  "));
    }

    void leavingThePlaceCloses()
    {
        m_editor->showCompletion({.place = {1, 2, 0}, .offers = offers()});
        m_editor->goTo(0, 0);
        QVERIFY(!m_editor->completionIsOpen());
        // A late answer is for a place that the cursor has left.
        m_editor->showCompletion({.place = {1, 2, 0}, .offers = offers()});
        QVERIFY(!m_editor->completionIsOpen());
    }

    void neverTakesTheFocus()
    {
        m_editor->showCompletion({.place = {1, 2, 0}, .offers = offers()});
        const auto* popup = m_editor->findChild<CompletionPopup*>();
        QVERIFY(popup->testAttribute(Qt::WA_ShowWithoutActivating));
        for (const QWidget* part : popup->findChildren<QWidget*>())
            QVERIFY(part->focusPolicy() == Qt::NoFocus || !part->isEnabled() ||
                    part->objectName().startsWith(QLatin1String("qt_")));
    }

    void ordersOffersByHowTheyFit()
    {
        std::vector<EditorOffer> all{
            {.label = "xab"}, {.label = "ABc"}, {.label = "aXb"}, {.label = "abc"}, {.label = "zzz"}};
        QStringList labels;
        for (const EditorOffer& offer : fittingOffers(all, QStringLiteral("ab")))
            labels << offer.label;
        QCOMPARE(labels, QStringList({"abc", "ABc", "xab", "aXb"}));
    }

    void popupsStayOnTheScreen()
    {
        const QRect screen(0, 0, 1000, 800);
        QCOMPARE(popupPlaceOn(screen, QRect(100, 100, 10, 20), QSize(200, 300)), QPoint(100, 122));
        QCOMPARE(popupPlaceOn(screen, QRect(950, 700, 10, 20), QSize(200, 300)), QPoint(800, 398));
        QCOMPARE(popupPlaceOn(screen, QRect(0, 400, 10, 20), QSize(1200, 700)), QPoint(0, 100));
    }

    void aCardLoadsNothing()
    {
        QTemporaryDir folder;
        QImage image(40, 40, QImage::Format_RGB32);
        image.fill(Qt::red);
        const QString path = folder.filePath(QStringLiteral("x.png"));
        QVERIFY(image.save(path));
        m_editor->showHover(QStringLiteral("<b>bold</b> <img src=\"file://%1\"> &lt;script&gt;").arg(path), {0, 0, 4});
        const auto* card = m_editor->findChild<HoverCard*>();
        QVERIFY(card->isVisible());
        QVERIFY(card->text().contains(QStringLiteral("<script>")));
        const QImage shown = const_cast<HoverCard*>(card)->grab().toImage();
        for (int y = 0; y < shown.height(); ++y)
            for (int x = 0; x < shown.width(); ++x)
                QVERIFY(shown.pixelColor(x, y) != QColor(Qt::red));
        QTest::keyClick(m_editor.get(), Qt::Key_X);
        QVERIFY(!card->isVisible());
    }

    void problemsAreListedBelow()
    {
        ProblemList list(*m_editor);
        QVERIFY(list.isHidden());
        m_editor->setProblems({{.place = {1, 2, 0}, .text = QStringLiteral("<b>missing</b>")}});
        QVERIFY(!list.isHidden());
        QCOMPARE(list.item(0)->text(), QStringLiteral("line 2: <b>missing</b>"));
        QCOMPARE(list.item(0)->toolTip(), QStringLiteral("&lt;b&gt;missing&lt;/b&gt;"));
        m_editor->goTo(0, 0);
        emit list.itemActivated(list.item(0));
        QCOMPARE(m_editor->cursorPlace(), (EditorPlace{1, 2}));
        m_editor->setProblems({});
        QVERIFY(list.isHidden());
    }

private:
    std::unique_ptr<CodeEditor> m_editor;
};

SKIFF_REGISTER_TEST(CompletionPopupTest);
#include "completion_popup_test.moc"
