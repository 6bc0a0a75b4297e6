#include "cluster/apiserver/handlers/create.h"

#include "cluster/apiserver/handlers/object_body.h"
#include "cluster/apiserver/handlers/write_steps.h"
#include "cluster/apiserver/random_id.h"

namespace skiff::apiserver {

namespace {

constexpr size_t suffixLength = 5;
constexpr size_t maxGeneratedName = 63;
constexpr int maxNameTries = 8;

/// One create: with generateName it may take several names to find a free one.
class CreateRun final : public std::enable_shared_from_this<CreateRun>
{
public:
    explicit CreateRun(const ApiCall& call) : m_call(call) {}

    void start();

private:
    Outcome<data::Value> read();
    void attempt();
    void finish(const data::Value& object, Outcome<Written> outcome);

    ApiCall m_call;
    WriteOptions m_options;
    data::Value m_object;                ///< as the client sent it, in its storage version
    std::string m_generateName;          ///< empty when the client gave a name
    int m_tries = 0;
    std::vector<std::string> m_warnings;
};

Outcome<data::Value> CreateRun::read()
{
    const ServedResource& served = m_call.target.served;
    SKIFF_TRY_ASSIGN(m_options, readWriteOptions(m_call.request->query, "CreateOptions"));
    SKIFF_TRY_ASSIGN(data::Value object, readObjectBody(m_call.request->http(), ExpectedKind::of(served.resource),
                                                        m_options.fieldValidation, m_warnings));
    SKIFF_TRY(checkIdentity(object, m_call.target));
    if (data::stringAt(object, {"metadata", "name"}).empty())
        m_generateName = data::stringAt(object, {"metadata", "generateName"});
    return toStorage(served, std::move(object));
}

void CreateRun::start()
{
    auto object = read();
    if (!object.ok())
        return answerWritten(m_call, object.error(), m_warnings);
    m_object = std::move(object).value();
    attempt();
}

void CreateRun::attempt()
{
    data::Value object = m_generateName.empty() ? std::move(m_object) : m_object;
    if (!m_generateName.empty())
        data::ensureObject(object, {"metadata"})["name"] =
            m_generateName.substr(0, maxGeneratedName - suffixLength) + newNameSuffix(suffixLength);
    auto prepared = prepareNew(m_call, std::move(object), writeCallOf(m_call, m_options, m_warnings));
    if (!prepared.ok())
        return answerWritten(m_call, prepared.error(), m_warnings);
    const std::string key = m_call.target.served.key(m_call.target.nameSpace, data::stringAt(prepared->object, {"metadata", "name"}));
    createObject(m_call, key, *prepared, m_options.dryRun,
                 [self = shared_from_this(), object = prepared->object](Outcome<Written> outcome) { self->finish(object, std::move(outcome)); });
}

void CreateRun::finish(const data::Value& object, Outcome<Written> outcome)
{
    if (!outcome.ok() || m_options.dryRun)
        onPool(m_call, [self = shared_from_this(), object] { self->m_call.target.served.strategy.release(object, nullptr); });
    const bool taken = !outcome.ok() && outcome.error().reason == "AlreadyExists";
    if (taken && !m_generateName.empty() && ++m_tries < maxNameTries)
        return onPool(m_call, [self = shared_from_this()] { self->attempt(); });
    answerWritten(m_call, outcome, m_warnings);
}

} // namespace

void handleCreate(const ApiCall& call)
{
    onPool(call, [call] { std::make_shared<CreateRun>(call)->start(); });
}

} // namespace skiff::apiserver
