#include "app/model/edit/completion.h"

#include "app/model/edit/validation.h"

#include <QCoreApplication>

#include <algorithm>

namespace skiff::model::edit {

namespace {

constexpr int DeepestSnippet = 4;

/// The words of this file; lupdate finds their context by the macro.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(skiff::model::edit::Completion)
};

QString fromView(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

/// The line up to the cursor, taken apart.
struct Spot
{
    int dash = -1; ///< column of the last dash before what is typed, or -1
    int begin = 0; ///< where the key, or the value without one, begins
    QString key;   ///< when the cursor is behind a colon
    bool behindColon = false;
    TextRange typed;
};

Spot spotAt(const QString& line, int lineNumber, int column)
{
    Spot spot;
    column = std::min(column, int(line.size()));
    int at = 0;
    while (at < column && (line[at] == u' ' || (line[at] == u'-' && at + 1 < line.size() && line[at + 1] == u' ' &&
                                                line.left(at).trimmed().remove(u'-').remove(u' ').isEmpty()))) {
        if (line[at] == u'-')
            spot.dash = at;
        ++at;
    }
    spot.begin = at;
    int from = at;
    for (int i = at; i < column; ++i)
        if (line[i] == u':' && i + 1 < column && line[i + 1] == u' ' && !spot.behindColon) {
            spot.behindColon = true;
            spot.key = line.mid(at, i - at).trimmed();
            from = i + 2;
            while (from < column && line[from] == u' ')
                ++from;
        }
    spot.typed = {lineNumber, from, column - from};
    return spot;
}

/// The entry that what is typed at `spot` would be inside of; behind a dash that which holds the list. -1: the top.
int holderFor(const YamlOutline& outline, int line, const Spot& spot)
{
    if (spot.dash < 0)
        return outline.parentFor(line, spot.begin);
    // A dash may stand at its list's own column, and beside the dashes of other elements.
    const int above = outline.parentFor(line, spot.dash + 1);
    if (above < 0 || outline.entries()[size_t(above)].indent < spot.dash)
        return above;
    const YamlOutline::Entry& entry = outline.entries()[size_t(above)];
    return entry.isElement() ? entry.parent : above;
}

/// Requested children of an object in the text that is inserted, at `indent`.
QString requiredChildren(const data::ObjectType& type, int indent, int depth);

QString childText(const data::Field& field, int indent, int depth)
{
    using data::TypeKind;
    QString text = fromView(field.name) + QLatin1Char(':');
    const auto nested = [&](const data::ObjectType& type, int at) {
        return depth < DeepestSnippet ? requiredChildren(type, at, depth + 1) : QString();
    };
    if (field.type.kind == TypeKind::Object && field.type.object) {
        text += QLatin1Char('\n') + QString(indent + 2, u' ') + nested(*field.type.object, indent + 2);
    } else if (field.type.kind == TypeKind::List) {
        text += QLatin1Char('\n') + QString(indent + 2, u' ') + QStringLiteral("- ");
        if (field.type.element && field.type.element->kind == TypeKind::Object && field.type.element->object)
            text += nested(*field.type.element->object, indent + 4);
    } else if (field.type.kind == TypeKind::Map) {
        text += QLatin1Char('\n') + QString(indent + 2, u' ');
    } else {
        text += QLatin1Char(' ');
        if (field.enumValues.size() == 1)
            text += fromView(field.enumValues.front());
    }
    return text;
}

QString requiredChildren(const data::ObjectType& type, int indent, int depth)
{
    QStringList lines;
    for (const data::Field& field : type.fields)
        if (field.required && field.defaultJson.empty())
            lines.append(childText(field, indent, depth));
    // What a list's elements are told apart by comes first, as people write it.
    std::stable_sort(lines.begin(), lines.end(), [](const QString& a, const QString& b) {
        return a.startsWith(QLatin1String("name:")) && !b.startsWith(QLatin1String("name:"));
    });
    return lines.join(QLatin1Char('\n') + QString(indent, u' '));
}

/// How many characters are behind the first place that waits for a value.
int backToFirstGap(const QString& text)
{
    const QStringList lines = text.split(QLatin1Char('\n'));
    qsizetype end = 0;
    for (const QString& line : lines) {
        end += line.size();
        if (line.endsWith(QLatin1String(": ")) || line.endsWith(QLatin1String("- ")) || line.trimmed().isEmpty())
            return int(text.size() - end);
        ++end;
    }
    return 0;
}

struct ReferenceRule
{
    std::string_view parent; ///< the key above, empty: any
    std::string_view key;
    std::string_view apiVersion;
    std::string_view kind;
    bool namespaced = true;
};

const ReferenceRule* referenceFor(const std::vector<OutlineStep>& parents, const QString& key)
{
    static const std::vector<ReferenceRule> rules{
        {"configMapRef", "name", "v1", "ConfigMap"},
        {"configMapKeyRef", "name", "v1", "ConfigMap"},
        {"configMap", "name", "v1", "ConfigMap"},
        {"secretRef", "name", "v1", "Secret"},
        {"secretKeyRef", "name", "v1", "Secret"},
        {"secret", "name", "v1", "Secret"},
        {"imagePullSecrets", "name", "v1", "Secret"},
        {"", "secretName", "v1", "Secret"},
        {"service", "name", "v1", "Service"},
        {"", "serviceName", "v1", "Service"},
        {"", "serviceAccountName", "v1", "ServiceAccount"},
        {"", "claimName", "v1", "PersistentVolumeClaim"},
        {"", "nodeName", "v1", "Node", false},
        {"", "storageClassName", "storage.k8s.io/v1", "StorageClass", false},
        {"", "priorityClassName", "scheduling.k8s.io/v1", "PriorityClass", false},
        {"", "runtimeClassName", "node.k8s.io/v1", "RuntimeClass", false},
        {"", "ingressClassName", "networking.k8s.io/v1", "IngressClass", false},
        {"metadata", "namespace", "v1", "Namespace", false},
        {"scaleTargetRef", "name", "apps/v1", "Deployment"},
    };
    std::string above;
    for (const OutlineStep& step : parents)
        if (!step.key.isEmpty())
            above = step.key.toStdString();
    for (const ReferenceRule& rule : rules)
        if (rule.key == key.toStdString() && (rule.parent.empty() || rule.parent == above))
            return &rule;
    return nullptr;
}

bool beginsWith(const CompletionItem& item, const QString& typed)
{
    return item.label.startsWith(typed, Qt::CaseInsensitive);
}

/// Keeps what fits to what is typed: beginnings first, then those that hold it somewhere.
void narrow(std::vector<CompletionItem>& items, const QString& typed)
{
    std::erase_if(items,
                  [&typed](const CompletionItem& item) { return !item.label.contains(typed, Qt::CaseInsensitive); });
    std::stable_sort(items.begin(), items.end(),
                     [&typed](const auto& a, const auto& b) { return beginsWith(a, typed) && !beginsWith(b, typed); });
}

QString typeDetail(const data::Field& field)
{
    QString text = QString::fromStdString(typeWords(field.type));
    if (field.required)
        text += QStringLiteral(" · ") + Words::tr("required");
    return text;
}

void offerTopValues(std::vector<CompletionItem>& items, const YamlOutline& outline, const Schema& schema, int document,
                    const QString& key)
{
    const TypeName name = typeNameOf(outline, document);
    std::vector<QString> seen;
    for (const TypeName& each : schema.kinds()) {
        const bool kind = key == QLatin1String("kind");
        if (kind ? !name.apiVersion.empty() && each.apiVersion != name.apiVersion
                 : !name.kind.empty() && schema.find({each.apiVersion, name.kind}) == nullptr)
            continue;
        const QString text = QString::fromStdString(kind ? each.kind : each.apiVersion);
        if (std::find(seen.begin(), seen.end(), text) != seen.end())
            continue;
        seen.push_back(text);
        items.push_back({CompletionItem::Type::Value,
                         text,
                         kind ? QString::fromStdString(each.apiVersion) : QString(),
                         {},
                         text,
                         0});
    }
}

void offerValues(std::vector<CompletionItem>& items, const TypeAt& at)
{
    const auto offer = [&items](const QString& text, const QString& detail) {
        items.push_back({CompletionItem::Type::Value, text, detail, {}, text, 0});
    };
    if (at.field)
        for (const std::string_view each : at.field->enumValues)
            offer(fromView(each), {});
    if (at.type.kind == data::TypeKind::Boolean)
        for (const char* each : {"true", "false"})
            offer(QString::fromLatin1(each), {});
    if (at.field && items.empty() && !at.field->defaultJson.empty() &&
        at.field->defaultJson.find_first_of("{[") == std::string_view::npos)
        offer(fromView(at.field->defaultJson).remove(QLatin1Char('"')), Words::tr("default"));
}

void offerFields(std::vector<CompletionItem>& items, const data::ObjectType& type, const YamlOutline& outline,
                 const std::vector<int>& present, int indent, int line)
{
    for (const data::Field& field : type.fields) {
        const QString name = fromView(field.name);
        const bool there = std::any_of(present.begin(), present.end(), [&](int each) {
            const auto& entry = outline.entries()[size_t(each)];
            return entry.key == name && entry.place.line != line;
        });
        if (there || name == QLatin1String("managedFields"))
            continue;
        CompletionItem item{CompletionItem::Type::Field, name, typeDetail(field), fromView(field.description),
                            snippetFor(field, indent),   0};
        item.cursorBack = backToFirstGap(item.insert);
        items.push_back(std::move(item));
    }
    // What must be there is what is looked for.
    std::stable_sort(items.begin(), items.end(), [&type](const CompletionItem& a, const CompletionItem& b) {
        const auto required = [&type](const CompletionItem& item) {
            return type.find(item.label.toStdString())->required;
        };
        return required(a) && !required(b);
    });
}

} // namespace

FieldPath fieldPath(const YamlOutline& outline, int entry)
{
    FieldPath path;
    for (const OutlineStep& step : outline.path(entry))
        path = path.then(step.index >= 0 ? PathStep::at(size_t(step.index)) : PathStep::field(step.key.toStdString()));
    return path;
}

QString snippetFor(const data::Field& field, int indent)
{
    return childText(field, indent, 0);
}

Completion complete(const YamlOutline& outline, const Schema& schema, int line, int column)
{
    Completion completion;
    if (line < 0 || line >= outline.lines().size())
        return completion;
    const QString& text = outline.lines()[line];
    const Spot spot = spotAt(text, line, column);
    completion.place = spot.typed;
    const QString typed = text.mid(spot.typed.column, spot.typed.length);
    if (typed.startsWith(u'#') || text.left(column).trimmed().startsWith(u'#'))
        return completion;
    const int document = outline.documentAt(line);
    const data::ObjectType* type = schema.find(typeNameOf(outline, document));

    // Inside of what the line is, as a path with the elements that dashes of this line open.
    const int holder = holderFor(outline, line, spot);
    // Inside a text of several lines nothing has a meaning of its own.
    if (outline.isContinued(line) ||
        (holder >= 0 && outline.entries()[size_t(holder)].valueType == YamlOutline::Value::Block))
        return completion;
    FieldPath path = holder >= 0 ? fieldPath(outline, holder) : FieldPath();
    if (spot.dash >= 0)
        path = path.then(PathStep::at(0));

    std::vector<OutlineStep> parents = holder >= 0 ? outline.path(holder) : std::vector<OutlineStep>();
    if (spot.behindColon) {
        if (path.empty() && (spot.key == QLatin1String("kind") || spot.key == QLatin1String("apiVersion"))) {
            offerTopValues(completion.items, outline, schema, document, spot.key);
        } else {
            offerValues(completion.items, typeAt(type, path.then(spot.key.toStdString())));
            if (const ReferenceRule* rule = referenceFor(parents, spot.key)) {
                const int metadata = outline.child(-1, document, QStringLiteral("metadata"));
                const QString nameSpace =
                    metadata < 0 ? QString()
                                 : outline.scalar(outline.child(metadata, document, QStringLiteral("namespace")));
                completion.reference = NameReference{std::string(rule->apiVersion), std::string(rule->kind),
                                                     rule->namespaced ? nameSpace.toStdString() : std::string()};
            }
        }
        narrow(completion.items, typed);
        return completion;
    }
    const TypeAt at = typeAt(type, path);
    if (!type && path.empty()) {
        for (const char* each : {"apiVersion", "kind", "metadata"})
            if (outline.child(-1, document, QString::fromLatin1(each)) < 0)
                completion.items.push_back(
                    {CompletionItem::Type::Field,
                     QString::fromLatin1(each),
                     {},
                     {},
                     QString::fromLatin1(each) +
                         (std::string_view(each) == "metadata" ? QStringLiteral(":\n  name: ") : QStringLiteral(": ")),
                     0});
    } else if (at.type.kind == data::TypeKind::Object && at.type.object) {
        std::vector<int> present;
        if (spot.dash < 0 || spot.typed.length > 0) {
            const int container = spot.dash >= 0 ? outline.entryAt(line, spot.dash) : holder;
            present = outline.children(container, document);
        }
        offerFields(completion.items, *at.type.object, outline, present, spot.begin, line);
    } else if (at.type.kind == data::TypeKind::List && at.type.element && spot.dash < 0) {
        QString insert = QStringLiteral("- ");
        if (at.type.element->kind == data::TypeKind::Object && at.type.element->object)
            insert += requiredChildren(*at.type.element->object, spot.begin + 2, 0);
        completion.items.push_back({CompletionItem::Type::Snippet,
                                    QStringLiteral("- "),
                                    QString::fromStdString(typeWords(*at.type.element)),
                                    {},
                                    insert,
                                    backToFirstGap(insert)});
    } else if (spot.dash >= 0) {
        offerValues(completion.items, at);
    }
    narrow(completion.items, typed);
    return completion;
}

std::vector<CompletionItem> nameItems(const std::vector<QString>& names, const Completion& at)
{
    std::vector<CompletionItem> items;
    const QString kind = at.reference ? QString::fromStdString(at.reference->kind) : QString();
    for (const QString& name : names)
        items.push_back({CompletionItem::Type::Name, name, kind, {}, name, 0});
    return items;
}

QString skeleton(const Schema& schema, const TypeName& name)
{
    const data::ObjectType* type = schema.find(name);
    if (!type)
        return {};
    QString text = QStringLiteral("apiVersion: %1\nkind: %2\nmetadata:\n  name: ")
                       .arg(QString::fromStdString(name.apiVersion), QString::fromStdString(name.kind));
    for (const data::Field& field : type->fields) {
        const bool wanted = (field.required && field.defaultJson.empty()) || field.name == "spec";
        if (wanted && field.name != "apiVersion" && field.name != "kind" && field.name != "metadata" &&
            field.name != "status")
            text += QLatin1Char('\n') + snippetFor(field, 0);
    }
    return text + QLatin1Char('\n');
}

std::optional<HoverText> hover(const YamlOutline& outline, const Schema& schema, int line, int column)
{
    const int entry = outline.entryAt(line, column);
    if (entry < 0)
        return std::nullopt;
    const FieldPath path = fieldPath(outline, entry);
    const TypeAt at = typeAt(schema.find(typeNameOf(outline, outline.entries()[size_t(entry)].document)), path);
    if (!at.field)
        return std::nullopt;
    HoverText text;
    text.place = outline.entries()[size_t(entry)].place;
    text.path = QString::fromStdString(path.toString()).mid(1);
    text.type = typeDetail(*at.field);
    text.documentation = fromView(at.field->description);
    QStringList allowed;
    for (const std::string_view each : at.field->enumValues)
        allowed.append(fromView(each));
    text.allowed = allowed.join(QStringLiteral(", "));
    text.initial = fromView(at.field->defaultJson);
    return text;
}

} // namespace skiff::model::edit
