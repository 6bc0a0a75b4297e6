#include "app/model/edit/manifest_files.h"
#include "tests/support/as_nobody.h"
#include "tests/support/register_test.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace skiff;
using namespace skiff::model::edit;

namespace {

QByteArray configMap(const QByteArray& name)
{
    return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n";
}

} // namespace

class ManifestFilesTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void readsAFolderInTheOrderOfNames()
    {
        write("b.yml", configMap("b"));
        write("a/z.yaml", configMap("z"));
        write("a/notes.txt", "no manifest");
        write("c.JSON", R"({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "c"}})");
        write(".hidden.yaml", configMap("hidden"));
        const Manifest manifest = readManifests({m_folder->path()});
        QCOMPARE(names(manifest), QStringList({"c", "z", "b"}));
        QCOMPARE(manifest.objects[1].file, QFileInfo(m_folder->path()).fileName() + "/a/z.yaml");
        QVERIFY(manifest.problems.empty());
    }

    void aDroppedFileMayHaveAnyName()
    {
        write("manifest", configMap("a"));
        QCOMPARE(names(readManifests({path("manifest")})), QStringList("a"));
    }

    void aFileDroppedTwiceCountsOnce()
    {
        write("a.yaml", configMap("a"));
        QCOMPARE(names(readManifests({path("a.yaml"), m_folder->path()})), QStringList("a"));
    }

    void linksInCirclesEnd()
    {
        write("a/a.yaml", configMap("a"));
        QVERIFY(QFile::link(m_folder->path(), path("a/up")));
        QVERIFY(QFile::link(path("self"), path("self")));
        const Manifest manifest = readManifests({m_folder->path()});
        QCOMPARE(names(manifest), QStringList("a"));
        QCOMPARE(problems(manifest), QStringList("This link leads to a folder that was read already."));
        QCOMPARE(problems(readManifests({path("self")})).size(), 1);
    }

    void whatCannotBeReadIsAProblemOfItsFile()
    {
        write("big.yaml", QByteArray(3000, '#'));
        write("a.yaml", configMap("a"));
        write("binary.yaml", QByteArray("\0\1\2", 3));
        QCOMPARE(mkfifo(qPrintable(path("pipe.yaml")), 0600), 0);
        QVERIFY(QFile::link(path("nowhere"), path("link.yaml")));
        const Manifest manifest = readManifests({m_folder->path(), path("missing.yaml")}, {.fileBytes = 2000});
        QCOMPARE(names(manifest), QStringList("a"));
        QStringList files;
        for (const ManifestProblem& problem : manifest.problems)
            files << problem.file.section('/', -1);
        files.sort();
        QCOMPARE(files, QStringList({"big.yaml", "binary.yaml", "link.yaml", "missing.yaml", "pipe.yaml"}));
    }

    void whatMayNotBeReadIsAProblemOfItsOwn()
    {
        write("a.yaml", configMap("a"));
        write("sealed.yaml", configMap("b"));
        QFile::setPermissions(m_folder->path(), QFile::Permissions(0x7755));
        QFile::setPermissions(path("a.yaml"), QFile::Permissions(0x6644));
        QFile::setPermissions(path("sealed.yaml"), {});
        const test::AsNobody nobody;
        const Manifest manifest = readManifests({m_folder->path()});
        QCOMPARE(names(manifest), QStringList("a"));
        QCOMPARE(problems(manifest), QStringList("The file cannot be read: Permission denied."));
    }

    void limitsEndADrop()
    {
        for (int i = 0; i < 20; ++i)
            write(QStringLiteral("%1.yaml").arg(i, 2, 10, QLatin1Char('0')), configMap("a" + QByteArray::number(i)));
        Manifest manifest = readManifests({m_folder->path()}, {.files = 5});
        QCOMPARE(manifest.objects.size(), size_t(5));
        QCOMPARE(problems(manifest).size(), 1);
        manifest = readManifests({m_folder->path()}, {.totalBytes = 100});
        QCOMPARE(manifest.objects.size(), size_t(1));
        QCOMPARE(problems(manifest).size(), 1);
        write("a/b/c/d.yaml", configMap("deep"));
        manifest = readManifests({m_folder->path()}, {.depth = 2});
        QVERIFY(!names(manifest).contains("deep"));
        QCOMPARE(problems(manifest).size(), 1);
        std::stop_source stop;
        stop.request_stop();
        QVERIFY(readManifests({m_folder->path()}, {}, stop.get_token()).objects.empty());
    }

    void chartsAndKustomizationsAreNamed()
    {
        write("chart/Chart.yaml", "name: web\n");
        write("chart/templates/web.yaml", "metadata: {name: {{ .Values.name }}}\n");
        write("base/kustomization.yaml", "resources: [web.yaml]\n");
        write("base/web.yaml", configMap("web"));
        write("plain/a.yaml", configMap("a"));
        const Manifest manifest = readManifests({m_folder->path()});
        QCOMPARE(names(manifest), QStringList("a"));
        QCOMPARE(problems(manifest).size(), 2);
        QVERIFY(problems(manifest)[0].contains("kubectl kustomize"));
        QVERIFY(problems(manifest)[1].contains("helm template"));
        QCOMPARE(names(readManifests({path("base/web.yaml")})), QStringList("web")); // meant as it is
    }

    void anEmptyFolderIsTold() { QCOMPARE(problems(readManifests({m_folder->path()})).size(), 1); }

private:
    QString path(const QString& name) const { return m_folder->filePath(name); }

    void write(const QString& name, const QByteArray& bytes)
    {
        QDir().mkpath(QFileInfo(path(name)).path());
        QFile file(path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(bytes);
    }

    static QStringList names(const Manifest& manifest)
    {
        QStringList names;
        for (const ManifestObject& object : manifest.objects)
            names << QString::fromStdString(object.name);
        return names;
    }

    static QStringList problems(const Manifest& manifest)
    {
        QStringList texts;
        for (const ManifestProblem& problem : manifest.problems)
            texts << problem.text;
        return texts;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
};

SKIFF_REGISTER_TEST(ManifestFilesTest);
#include "manifest_files_test.moc"
