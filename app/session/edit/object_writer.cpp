#include "app/session/edit/object_writer.h"

#include "app/model/edit/object_diff.h"
#include "app/session/api_words.h"
#include "app/session/edit/off_thread.h"

#include <QCoreApplication>
#include <QPointer>
#include <QTimer>

#include <fmt/format.h>

namespace skiff::session {

namespace {

using Method = WriteRequest::Method;

constexpr int MostTries = 4; ///< of an update that others get ahead of

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

/// Where the resources of a group version are: "/api/v1", "/apis/apps/v1".
QString groupPath(const QString& apiVersion)
{
    return (apiVersion.contains(QLatin1Char('/')) ? QStringLiteral("/apis/") : QStringLiteral("/api/")) + apiVersion;
}

Result<model::ResourceKind> kindIn(std::string_view json, const QString& apiVersion, const QString& kind)
{
    SKIFF_TRY_ASSIGN(const data::Value list, data::parseJson(json));
    const data::Value* resources = data::find(list, {"resources"});
    if (resources && resources->is_array())
        for (const data::Value& each : resources->get_array()) {
            const QString plural = text(data::stringAt(each, {"name"}));
            if (text(data::stringAt(each, {"kind"})) != kind || plural.contains(QLatin1Char('/')))
                continue;
            model::ResourceKind found;
            found.kind = kind;
            found.resource = plural;
            found.group =
                apiVersion.contains(QLatin1Char('/')) ? apiVersion.section(QLatin1Char('/'), 0, 0) : QString();
            found.version = apiVersion.section(QLatin1Char('/'), -1);
            found.id = found.group.isEmpty() ? plural : plural + QLatin1Char('.') + found.group;
            found.path = groupPath(apiVersion) + QLatin1Char('/') + plural;
            found.namespaced = data::boolAt(each, {"namespaced"});
            return found;
        }
    return Error{ErrorCode::NotFound,
                 fmt::format("the server has no kind {} in {}", kind.toStdString(), apiVersion.toStdString())};
}

/// What `wanted` says goes into `current`; all else stays.
data::Value mergedInto(data::Value current, const data::Value& wanted)
{
    for (const model::edit::FieldChange& change : model::edit::diffObjects(current, wanted, nullptr))
        if (change.after)
            change.path.set(current, *change.after);
    data::removeAt(current, {"metadata", "managedFields"});
    return current;
}

} // namespace

/// A write under way.
struct ObjectWriter::Write
{
    WriteRequest request;
    Done done;
    model::ResourceKind kind;
    QString nameSpace;
    QString name;
    WriteAnswer answer;
    int tries = 0;

    QString objectPath() const { return kind.objectPath(nameSpace, name); }
    client::ApiRequest call() const;
    void finish(const Error& error) const { done(error); }
    void finish() { done(std::move(answer)); }
};

client::ApiRequest ObjectWriter::Write::call() const
{
    client::ApiRequest out;
    const auto add = [&out](const char* key, std::string value) {
        out.query.emplace_back(key, std::move(value));
    };
    if (answer.method == Method::Delete) {
        out.method = "DELETE";
        out.path = objectPath().toStdString();
        data::Object options{{"apiVersion", "v1"}, {"kind", "DeleteOptions"}, {"propagationPolicy", "Background"}};
        if (const std::string_view uid = data::stringAt(request.object, {"metadata", "uid"}); !uid.empty())
            options["preconditions"] = data::Object{{"uid", uid}};
        if (request.dryRun)
            options["dryRun"] = data::Array{"All"};
        out.contentType = "application/json";
        out.body = data::toJson(options);
        return out;
    }
    if (request.dryRun)
        add("dryRun", "All");
    add("fieldManager", request.fieldManager);
    add("fieldValidation", request.strict ? "Strict" : "Warn");
    out.contentType = "application/json";
    switch (answer.method) {
    case Method::Create:
        out.method = "POST";
        out.path = kind.listPath(nameSpace).toStdString();
        break;
    case Method::Update:
        out.method = "PUT";
        out.path = objectPath().toStdString();
        break;
    default:
        out.method = "PATCH";
        out.path = objectPath().toStdString();
        out.contentType = "application/apply-patch+yaml"; // JSON is YAML
        if (request.force)
            add("force", "true");
    }
    out.body = data::toJson(request.object);
    return out;
}

QString WriteAnswer::problem() const
{
    if (accepted())
        return {};
    const std::string_view message = data::stringAt(status, {"message"});
    return message.empty()
               ? QCoreApplication::translate("skiff::session", "The server answered with HTTP status %1.").arg(code)
               : text(message);
}

ObjectWriter::~ObjectWriter()
{
    m_calls.clear();
}

void ObjectWriter::write(WriteRequest request, QObject* context, Done done)
{
    write(std::move(request), [alive = QPointer<QObject>(context), done = std::move(done)](const auto& answer) {
        if (alive)
            done(answer);
    });
}

void ObjectWriter::write(WriteRequest request, Done done)
{
    const auto write = std::make_shared<Write>();
    write->request = std::move(request);
    write->done = std::move(done);
    write->answer.method = write->request.method;
    const data::Value& object = write->request.object;
    write->name = text(data::stringAt(object, {"metadata", "name"}));
    const QString apiVersion = text(data::stringAt(object, {"apiVersion"}));
    const QString kind = text(data::stringAt(object, {"kind"}));
    const bool named = !write->name.isEmpty() || write->request.method == Method::Create;
    if (apiVersion.isEmpty() || kind.isEmpty() || !named) {
        const char* missing = apiVersion.isEmpty() ? "apiVersion" : kind.isEmpty() ? "kind" : "metadata.name";
        QTimer::singleShot(0, this, [write, missing] {
            write->finish({ErrorCode::InvalidArgument, fmt::format("the object has no {}", missing)});
        });
        return;
    }
    kindOf(apiVersion, kind, [this, write](const Result<model::ResourceKind>& found) {
        if (!found.ok())
            return write->finish(found.error());
        write->kind = *found;
        if (found->namespaced) {
            const std::string_view nameSpace = data::stringAt(write->request.object, {"metadata", "namespace"});
            write->nameSpace = text(nameSpace.empty() ? std::string_view(write->request.nameSpace) : nameSpace);
        }
        begin(write);
    });
}

void ObjectWriter::kindOf(const QString& apiVersion, const QString& kind,
                          std::function<void(const Result<model::ResourceKind>&)> done)
{
    const model::ResourceKind* known = m_discovery.catalog().byApiVersion(apiVersion, kind);
    if (const auto asked = m_kinds.find({apiVersion, kind}); asked != m_kinds.end())
        known = &asked->second;
    if (known && known->apiVersion() == apiVersion) {
        QTimer::singleShot(0, this, [kind = *known, done = std::move(done)] { done(kind); });
        return;
    }
    // A version that is not the preferred one, a kind that cannot be listed, or one that is new.
    client::ApiRequest request;
    request.path = groupPath(apiVersion).toStdString();
    send(std::move(request), [this, apiVersion, kind,
                              done = std::move(done)](const Result<client::ApiResponse>& response) {
        if (!response.ok())
            return done(response.error());
        if (response->status >= 400 && response->status != 404)
            return done(Error{ErrorCode::Unavailable, problemOf(response).toStdString()});
        const auto found = kindIn(response->status == 404 ? "{}" : std::string_view(*response->body), apiVersion, kind);
        if (found.ok())
            m_kinds[{apiVersion, kind}] = *found;
        if (found.ok() && !m_discovery.catalog().byApiVersion(apiVersion, kind))
            m_discovery.refresh();
        done(found);
    });
}

void ObjectWriter::send(client::ApiRequest request, std::function<void(const Result<client::ApiResponse>&)> done)
{
    const int number = ++m_last;
    m_calls[number] = m_transport.send(
        std::move(request), [this, number, done = std::move(done)](const Result<client::ApiResponse>& response) {
            const auto call = std::move(m_calls[number]); // lives until this function ends
            m_calls.erase(number);
            done(response);
        });
}

void ObjectWriter::begin(const WritePtr& write)
{
    send(write->call(), [this, write](const Result<client::ApiResponse>& response) { onAnswer(write, response); });
}

void ObjectWriter::onAnswer(const WritePtr& write, const Result<client::ApiResponse>& response)
{
    if (!response.ok())
        return write->finish(response.error());
    offThread(
        response->body->size() >= LargeObject, this, [body = response->body] { return data::parseJson(*body); },
        [this, write, response](Result<data::Value> body) { onBody(write, response, std::move(body)); });
}

void ObjectWriter::onBody(const WritePtr& write, const Result<client::ApiResponse>& response, Result<data::Value> body)
{
    WriteAnswer& answer = write->answer;
    const bool status = body.ok() && data::stringAt(*body, {"kind"}) == "Status";
    const int code = response->status;
    // An apply makes what is not there, so it only finds nothing where it is not served: unless what it finds
    // missing is something else, like the namespace.
    const bool otherMissing = status && text(data::stringAt(*body, {"details", "name"})) != write->name;
    if (answer.method == Method::Apply && (code == 415 || code == 405 || (code == 404 && !otherMissing)))
        return fallBack(write);
    if (answer.fellBack && answer.method == Method::Update && code == 409 && write->tries < MostTries)
        return fallBack(write);
    answer.code = code;
    for (const std::string& warning : response->warnings)
        answer.warnings << QString::fromStdString(warning);
    if (code >= 400)
        answer.status = body.ok() ? std::move(*body) : data::Value();
    else if (body.ok() && !status && answer.method != Method::Delete)
        answer.object = std::move(*body);
    write->finish();
}

void ObjectWriter::fallBack(const WritePtr& write)
{
    write->answer.fellBack = true;
    ++write->tries;
    client::ApiRequest request;
    request.path = write->objectPath().toStdString();
    send(std::move(request),
         [this, write](const Result<client::ApiResponse>& response) { onCurrent(write, response); });
}

void ObjectWriter::onCurrent(const WritePtr& write, const Result<client::ApiResponse>& response)
{
    if (!response.ok())
        return write->finish(response.error());
    // Who names a uid means that object and no new one.
    if (response->status == 404 && data::stringAt(write->request.object, {"metadata", "uid"}).empty()) {
        write->answer.method = Method::Create;
        return begin(write);
    }
    Result<data::Value> current = data::parseJson(*response->body);
    write->answer.method = Method::Update;
    if (response->status >= 400 || !current.ok())
        return onAnswer(write, response);
    Write changed = *write;
    changed.request.object = mergedInto(std::move(*current), write->request.object);
    send(changed.call(), [this, write](const Result<client::ApiResponse>& answer) { onAnswer(write, answer); });
}

} // namespace skiff::session
