#include "app/session/api_words.h"

#include "cluster/data/document.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace skiff::session {

QString problemOf(const Result<client::ApiResponse>& response)
{
    if (!response.ok())
        return QString::fromStdString(response.error().message);
    if (response->status < 400)
        return {};
    const auto document = data::Document::parse(*response->body);
    if (document.ok() && !(*document)->root()["message"].asString().empty())
        return QString::fromStdString(std::string((*document)->root()["message"].asString()));
    return QCoreApplication::translate("skiff::session", "The server answered with HTTP status %1.")
        .arg(response->status);
}

QString handshakeProblem(const QString& socketError)
{
    if (socketError.isEmpty())
        return QCoreApplication::translate("skiff::session", "The server closed the connection.");
    static const QRegularExpression status(QStringLiteral("http status code: (\\d+)"),
                                           QRegularExpression::CaseInsensitiveOption);
    const int code = status.match(socketError).captured(1).toInt();
    switch (code) {
    case 0:
        return socketError;
    case 401:
        return QCoreApplication::translate("skiff::session", "The server does not know you any more.");
    case 403:
        return QCoreApplication::translate("skiff::session", "The server does not allow you to do this.");
    case 404:
        return QCoreApplication::translate("skiff::session", "The pod or container is gone.");
    default:
        return QCoreApplication::translate("skiff::session", "The server answered with HTTP status %1.").arg(code);
    }
}

} // namespace skiff::session
