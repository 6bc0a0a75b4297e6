#include "app/session/api_words.h"

#include "cluster/data/document.h"

#include <QCoreApplication>

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

} // namespace skiff::session
