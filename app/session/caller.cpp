#include "app/session/caller.h"

#include "app/session/api_words.h"

#include <QPointer>

namespace skiff::session {

void Caller::send(client::ApiRequest request, Done done)
{
    const int number = ++m_last;
    m_calls[number] = m_transport.send(
        std::move(request), [this, number, done = std::move(done)](const Result<client::ApiResponse>& response) {
            Answer answer{.problem = problemOf(response)};
            if (response.ok()) {
                answer.status = response->status;
                answer.body = response->body;
            }
            const auto call = std::move(m_calls[number]); // lives until this function ends
            m_calls.erase(number);
            if (done)
                done(answer);
        });
}

void Caller::send(client::ApiRequest request, QObject* context, Done done)
{
    send(std::move(request), [alive = QPointer<QObject>(context), done = std::move(done)](const Answer& answer) {
        if (alive)
            done(answer);
    });
}

} // namespace skiff::session
