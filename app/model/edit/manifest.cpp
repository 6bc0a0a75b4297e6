#include "app/model/edit/manifest.h"

#include "app/model/edit/yaml_outline.h"
#include "cluster/data/utf8.h"
#include "cluster/data/yaml/yaml.h"

#include <QCoreApplication>
#include <QRegularExpression>
#include <QStringDecoder>

#include <algorithm>
#include <array>
#include <optional>

namespace skiff::model::edit {

namespace {

constexpr size_t MostOutlined = 4 * 1024 * 1024; ///< larger lists do not tell the lines of their items
constexpr qsizetype ExcerptWidth = 120;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::edit::Manifest)
};

QString templateWords()
{
    return Words::tr(
        "This is a template with {{ … }}, not an object. Render it first, for example with \"helm template\", "
        "and drop what that prints.");
}

/// A piece of a file between lines of three dashes.
struct Piece
{
    int line = 0; ///< from zero
    std::string text;
};

std::vector<Piece> split(std::string_view text)
{
    std::vector<Piece> pieces(1);
    int line = 0;
    for (size_t at = 0; at < text.size(); ++line) {
        const size_t end = std::min(text.find('\n', at), text.size() - 1) + 1;
        const std::string_view row = text.substr(at, end - at);
        if (row.starts_with("---") && (row.size() == 3 || row[3] == '\n' || row[3] == ' ' || row[3] == '\r'))
            pieces.push_back({line, {}});
        pieces.back().text += row;
        at = end;
    }
    return pieces;
}

/// True for what stands before a document and is none: directives, comments, empty lines.
bool isPreamble(const Piece& piece)
{
    for (size_t at = 0; at < piece.text.size();) {
        const size_t end = std::min(piece.text.find('\n', at), piece.text.size());
        const std::string_view row = std::string_view(piece.text).substr(at, end - at);
        const size_t first = row.find_first_not_of(" \t\r");
        if (first != std::string_view::npos && row[first] != '#' && row[0] != '%')
            return false;
        at = end + 1;
    }
    return true;
}

/// The line of a piece where its object begins: behind dashes, comments and empty lines.
int firstLine(const Piece& piece)
{
    int line = piece.line;
    for (const QString& row : QString::fromStdString(piece.text.substr(0, 4096)).split(u'\n')) {
        const QString text = row.trimmed();
        if (!text.isEmpty() && !text.startsWith(u'#') && !text.startsWith(QLatin1String("---")))
            return line + 1;
        ++line;
    }
    return piece.line + 1;
}

/// The lines up to `line` (from one, in the file) and a mark below `column` (from one).
QString excerptOf(const Piece& piece, int line, int column)
{
    static const QRegularExpression secret(QStringLiteral("\\bkind\"?\\s*:\\s*[\"']?Secret\\b"));
    const QString text = QString::fromStdString(piece.text);
    if (secret.match(text).hasMatch())
        return {};
    const QStringList rows = text.split(u'\n');
    const qsizetype broken = std::min<qsizetype>(line - 1 - piece.line, rows.size() - 1);
    // The numbers take what the longest takes, so that the text stands in columns.
    const qsizetype width = QString::number(piece.line + broken + 1).size();
    QStringList shown;
    for (qsizetype row = std::max<qsizetype>(0, broken - 2); row <= broken; ++row)
        shown.append(QStringLiteral("%1  ").arg(piece.line + row + 1, int(width)) + rows[row].left(ExcerptWidth));
    if (column > 0 && column <= ExcerptWidth)
        shown.append(QString(width + 2 + column - 1, u' ') + u'^');
    return shown.join(u'\n');
}

/// Adds what one file holds.
class FileReader
{
public:
    FileReader(Manifest& manifest, QString file) : m_manifest(manifest), m_file(std::move(file)) {}

    void read(std::string_view text);

private:
    void problem(const QString& text, int line = 0, int column = 0, const QString& excerpt = {})
    {
        m_manifest.problems.push_back({m_file, line, column, text, excerpt});
    }
    std::optional<std::string> decoded(std::string_view text);
    void addPiece(const Piece& piece);
    void addBroken(const Piece& piece, const std::string& message);
    void addTemplate(int line);
    void addValue(const data::Value& value, int line, const std::vector<int>& itemLines);
    void addItems(const data::Value& list, const ManifestObject& object, int line, const std::vector<int>& itemLines);
    QString refusalOf(const ManifestObject& object) const;

    Manifest& m_manifest;
    const QString m_file;
    bool m_template = false; ///< told once for each file
};

/// The text as UTF-8 without a mark; nothing, and a problem, when it is none.
std::optional<std::string> FileReader::decoded(std::string_view text)
{
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        QStringDecoder decoder(text.front() == '\xFF' ? QStringDecoder::Utf16LE : QStringDecoder::Utf16BE);
        const QString wide = decoder(QByteArrayView(text.data() + 2, qsizetype(text.size()) - 2));
        if (!decoder.hasError() && !wide.contains(QChar(0)))
            return wide.toStdString();
    }
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    if (text.starts_with("\x1F\x8B") || text.starts_with("PK\x03\x04")) {
        problem(Words::tr("The file is compressed. Unpack it first."));
        return std::nullopt;
    }
    if (text.find('\0') != std::string_view::npos) {
        problem(Words::tr("The file is binary, neither YAML nor JSON."));
        return std::nullopt;
    }
    int line = 1;
    size_t lineStart = 0;
    for (size_t at = 0; at < text.size();) {
        const size_t length = data::utf8SequenceLength(text.substr(at));
        if (length == 0) {
            problem(Words::tr("The text is not UTF-8."), line, int(at - lineStart) + 1);
            return std::nullopt;
        }
        if (text[at] == '\n') {
            ++line;
            lineStart = at + 1;
        }
        at += length;
    }
    return std::string(text);
}

void FileReader::read(std::string_view bytes)
{
    const size_t before = m_manifest.objects.size() + m_manifest.problems.size();
    const auto text = decoded(bytes);
    if (!text)
        return;
    for (const Piece& piece : split(*text))
        if (!isPreamble(piece))
            addPiece(piece);
    if (before == m_manifest.objects.size() + m_manifest.problems.size())
        problem(Words::tr("The file holds no object."));
}

/// Where the items of a list in YAML are, from one in the file; empty for JSON and for what is no list.
std::vector<int> linesOfItems(const Piece& piece, const data::Value& value)
{
    std::vector<int> lines;
    const data::Value* items = data::find(value, {"items"});
    if (!items || !items->is_array() || piece.text.size() > MostOutlined)
        return lines;
    const YamlOutline outline(QString::fromStdString(piece.text));
    for (int document = 0; document < int(outline.documents().size()); ++document)
        if (const int entry = outline.child(-1, document, QStringLiteral("items")); entry >= 0)
            for (const int item : outline.children(entry, document))
                lines.push_back(outline.entries()[size_t(item)].place.line + piece.line + 1);
    return lines;
}

void FileReader::addPiece(const Piece& piece)
{
    const auto values = data::parseYaml(piece.text);
    if (!values.ok())
        return addBroken(piece, values.error().message);
    for (const data::Value& value : *values)
        if (!value.is_null())
            addValue(value, firstLine(piece), linesOfItems(piece, value));
}

void FileReader::addTemplate(int line)
{
    if (!std::exchange(m_template, true))
        problem(templateWords(), line);
}

void FileReader::addBroken(const Piece& piece, const std::string& message)
{
    // Only what a template language would say: a broken flow map may begin with two braces as well.
    static const QRegularExpression directive(
        QStringLiteral("\\{\\{-?\\s*(?:[.$/"
                       "]|(?:include|template|if|else|range|with|end|define|block|printf|toYaml|tpl|default|required|"
                       "lookup|fail)\\b)"));
    const QString text = QString::fromStdString(piece.text);
    if (const auto match = directive.match(text); match.hasMatch())
        return addTemplate(piece.line + 1 + int(text.left(match.capturedStart()).count(u'\n')));
    static const QRegularExpression form(QStringLiteral("^line (\\d+), column (\\d+): (.*)$"),
                                         QRegularExpression::DotMatchesEverythingOption);
    const auto match = form.match(QString::fromStdString(message));
    if (!match.hasMatch())
        return problem(QString::fromStdString(message), piece.line + 1);
    const int line = match.captured(1).toInt() + piece.line;
    const int column = match.captured(2).toInt();
    problem(match.captured(3), line, column, excerptOf(piece, line, column));
}

/// Why something with apiVersion and kind is no object to apply; empty when it is one.
QString FileReader::refusalOf(const ManifestObject& object) const
{
    if (object.apiVersion.starts_with("kustomize.config.k8s.io/"))
        return Words::tr(
            "This is a kustomization, not an object. Run \"kubectl kustomize\" in its folder and drop what that "
            "prints.");
    if (object.kind == "Config" && data::find(object.object, {"clusters"}) && data::find(object.object, {"users"}))
        return Words::tr("This is a kubeconfig, not an object. Add its cluster with \"Add a kubeconfig file…\".");
    for (const char* key : {"name", "namespace", "generateName"})
        if (const data::Value* value = data::find(object.object, {"metadata", key});
            value && !value->is_string() && !value->is_null())
            return Words::tr("metadata.%1 is not a text: put it in quotes.").arg(QLatin1String(key));
    if (object.name.empty() && data::stringAt(object.object, {"metadata", "generateName"}).empty())
        return Words::tr("metadata.name is missing.");
    return {};
}

void FileReader::addItems(const data::Value& list, const ManifestObject& object, int line,
                          const std::vector<int>& itemLines)
{
    const data::Array& items = list.get_object().at("items").get_array();
    for (size_t i = 0; i < items.size(); ++i) {
        data::Value whole = items[i];
        // The items of a typed list say no kind of their own.
        if (whole.is_object() && object.kind != "List") {
            whole.get_object().emplace("apiVersion", object.apiVersion);
            whole.get_object().emplace("kind", object.kind.substr(0, object.kind.size() - 4));
        }
        addValue(whole, itemLines.size() == items.size() ? itemLines[i] : line, {});
    }
}

void FileReader::addValue(const data::Value& value, int line, const std::vector<int>& itemLines)
{
    if (!value.is_object())
        return problem(Words::tr("This document is not an object: it has no fields."), line);
    ManifestObject object{m_file,
                          line,
                          value,
                          std::string(data::stringAt(value, {"apiVersion"})),
                          std::string(data::stringAt(value, {"kind"})),
                          std::string(data::stringAt(value, {"metadata", "namespace"})),
                          std::string(data::stringAt(value, {"metadata", "name"}))};
    for (const std::string* text : {&object.apiVersion, &object.kind, &object.nameSpace, &object.name})
        if (text->find("{{") != std::string::npos)
            return addTemplate(line);
    if (object.apiVersion.empty())
        return problem(Words::tr("apiVersion is missing: this is not an object of Kubernetes."), line);
    if (object.kind.empty())
        return problem(Words::tr("kind is missing."), line);
    const data::Value* items = data::find(value, {"items"});
    if (items && items->is_array() && object.kind.ends_with("List") && object.name.empty())
        return addItems(value, object, line, itemLines);
    if (const QString refusal = refusalOf(object); !refusal.isEmpty())
        return problem(refusal, line);
    if (m_manifest.objects.size() < MostObjects)
        m_manifest.objects.push_back(std::move(object));
    else if (m_manifest.problems.empty() || m_manifest.problems.back().file != m_file)
        problem(Words::tr("More than %1 objects: this one and those behind it were left out.").arg(MostObjects), line);
}

/// Whether the group is one of Kubernetes' own: others may call their kinds alike.
bool isOwnGroup(std::string_view apiVersion)
{
    const size_t slash = apiVersion.find('/');
    const std::string_view group = slash == std::string_view::npos ? std::string_view() : apiVersion.substr(0, slash);
    return group.find('.') == std::string_view::npos || group.ends_with(".k8s.io");
}

} // namespace

QString ManifestObject::title() const
{
    const std::string words =
        name.empty() ? std::string(data::stringAt(object, {"metadata", "generateName"})) + "…" : name;
    return QString::fromStdString(kind + " " + words);
}

void addManifest(Manifest& manifest, const QString& file, std::string_view text)
{
    FileReader(manifest, file).read(text);
}

bool looksLikeManifest(const QString& text)
{
    static const QRegularExpression version(QStringLiteral("(?:^|[\\n{,])\\s*(?:- )?\"?apiVersion\"?\\s*:"));
    static const QRegularExpression kind(QStringLiteral("(?:^|[\\n{,])\\s*\"?kind\"?\\s*:"));
    const QString start = text.left(64 * 1024);
    return version.match(start).hasMatch() && kind.match(start).hasMatch();
}

int applyStep(const ManifestObject& object)
{
    static const std::array<std::vector<std::string_view>, 9> order{{
        {"Namespace"},
        {"CustomResourceDefinition"},
        {"PriorityClass", "RuntimeClass", "StorageClass", "IngressClass", "CSIDriver", "ResourceQuota", "LimitRange",
         "NetworkPolicy", "ServiceAccount"},
        {"ConfigMap", "Secret", "ClusterRole", "Role", "PersistentVolume"},
        {"ClusterRoleBinding", "RoleBinding", "PersistentVolumeClaim"},
        {"Service", "Endpoints", "EndpointSlice", "PodDisruptionBudget"},
        {"DaemonSet", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet", "Job", "CronJob", "Pod"},
        {"HorizontalPodAutoscaler", "Ingress"}, // and custom resources: after what serves them
        {"APIService", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration", "ValidatingAdmissionPolicy",
         "ValidatingAdmissionPolicyBinding"}, // last, because they watch over the rest
    }};
    if (isOwnGroup(object.apiVersion))
        for (size_t step = 0; step < order.size(); ++step)
            if (std::find(order[step].begin(), order[step].end(), object.kind) != order[step].end())
                return int(step);
    return int(order.size()) - 2;
}

void sortForApply(std::vector<ManifestObject>& objects)
{
    std::stable_sort(objects.begin(), objects.end(),
                     [](const ManifestObject& a, const ManifestObject& b) { return applyStep(a) < applyStep(b); });
}

} // namespace skiff::model::edit
