#include "cluster/apiserver/auth/token_authenticator.h"
#include "cluster/apiserver/auth/token_request.h"
#include "cluster/pki/jwt.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"

#include <QTest>

#include <map>

using namespace skiff;
using namespace skiff::apiserver::auth;

namespace {

/// A cluster with one namespace's objects, by name.
class FakeLookup final : public TokenLookup
{
public:
    std::optional<std::string> serviceAccountUid(std::string_view, std::string_view name) const override
    {
        return find(accounts, name);
    }
    std::optional<Pod> pod(std::string_view, std::string_view name) const override
    {
        const auto found = pods.find(std::string(name));
        return found != pods.end() ? std::optional(found->second) : std::nullopt;
    }
    std::optional<std::string> secretUid(std::string_view, std::string_view name) const override
    {
        return find(secrets, name);
    }
    std::optional<std::string> nodeUid(std::string_view name) const override { return find(nodes, name); }

    std::map<std::string, std::string> accounts = {{"web", "sa-1"}, {"other", "sa-2"}};
    std::map<std::string, std::string> secrets = {{"s", "secret-1"}};
    std::map<std::string, std::string> nodes = {{"n1", "node-1"}};
    std::map<std::string, Pod> pods = {{"web-0", {"pod-1", "web", "n1"}}};

private:
    static std::optional<std::string> find(const std::map<std::string, std::string>& map, std::string_view name)
    {
        const auto found = map.find(std::string(name));
        return found != map.end() ? std::optional(found->second) : std::nullopt;
    }
};

const User admin{"admin", {}, {"system:masters"}, {}};

data::Value parse(const char* text)
{
    return *data::parseJson(text);
}

} // namespace

class TokensTest : public QObject
{
    Q_OBJECT

private slots:
    void init();

    void authenticatesWhatItIssued();
    void bindsToAPodAndItsNode();
    void refusesWhatIsGoneOrReplaced();
    void refusesExpiredAndForeignTokens();
    void looksAtAudiences();
    void refusesBadRequests();
    void givesANodeTokensForItsPodsOnly();
    void reviewsTokens();
    void readsBearerHeaders();

private:
    data::Value request(const char* text) const { return std::get<data::Value>(ask(text)); }
    Reviewed ask(const char* text, const User& user = admin) const
    {
        return requestToken(*m_tokens, user, "ns", "web", parse(text));
    }
    Refusal refusal(const char* text, const User& user = admin) const { return std::get<Refusal>(ask(text, user)); }
    static std::string tokenOf(const data::Value& answer)
    {
        return std::string(data::stringAt(answer, {"status", "token"}));
    }
    Result<UserPtr> authenticate(const std::string& token) const
    {
        net::Request http;
        http.headers.add("Authorization", "Bearer " + token);
        return TokenAuthenticator(*m_tokens).authenticate(http);
    }

    FakeLookup m_lookup;
    test::FakeClock m_clock;
    std::unique_ptr<ServiceAccountTokens> m_tokens;
};

void TokensTest::init()
{
    m_lookup = {};
    m_tokens =
        std::make_unique<ServiceAccountTokens>(*pki::Key::generate(), std::vector<pki::Key>(), m_lookup, m_clock);
}

void TokensTest::authenticatesWhatItIssued()
{
    const data::Value answer = request(R"({"kind":"TokenRequest","spec":{"expirationSeconds":600}})");
    QCOMPARE(data::intAt(answer, {"spec", "expirationSeconds"}), int64_t(600));
    QCOMPARE(data::stringAt(answer, {"status", "expirationTimestamp"}),
             std::string_view(formatTime(m_clock.now() + std::chrono::minutes(10))));
    const auto claims = pki::readUnverifiedClaims(tokenOf(answer));
    QCOMPARE(data::stringAt(*claims, {"sub"}), std::string_view("system:serviceaccount:ns:web"));
    QCOMPARE(data::stringAt(*claims, {"kubernetes.io", "serviceaccount", "uid"}), std::string_view("sa-1"));

    for (int i = 0; i < 2; ++i) { // the second answer comes from what is known
        const auto user = authenticate(tokenOf(answer));
        QVERIFY(user.ok() && *user);
        QCOMPARE((*user)->name, std::string("system:serviceaccount:ns:web"));
        QCOMPARE((*user)->uid, std::string("sa-1"));
        QCOMPARE((*user)->groups, (std::vector<std::string>{"system:serviceaccounts", "system:serviceaccounts:ns",
                                                            "system:authenticated"}));
        QVERIFY((*user)->extra.at("authentication.kubernetes.io/credential-id").front().starts_with("JTI="));
    }
}

void TokensTest::bindsToAPodAndItsNode()
{
    const auto answer =
        request(R"({"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web-0","uid":"pod-1"}}})");
    const auto user = authenticate(tokenOf(answer));
    QCOMPARE((*user)->extra.at("authentication.kubernetes.io/pod-name"), std::vector<std::string>{"web-0"});
    QCOMPARE((*user)->extra.at("authentication.kubernetes.io/node-uid"), std::vector<std::string>{"node-1"});
    m_lookup.pods.clear();
    QCOMPARE(authenticate(tokenOf(answer)).error().code, ErrorCode::Unauthenticated);
}

void TokensTest::refusesWhatIsGoneOrReplaced()
{
    const std::string plain = tokenOf(request("{}"));
    const std::string secret =
        tokenOf(request(R"({"spec":{"boundObjectRef":{"kind":"Secret","apiVersion":"v1","name":"s"}}})"));
    QVERIFY(authenticate(plain).ok() && authenticate(secret).ok());
    m_lookup.secrets["s"] = "secret-2";
    QVERIFY(authenticate(plain).ok());
    QVERIFY(!authenticate(secret).ok());
    m_lookup.accounts["web"] = "sa-9";
    QVERIFY(!authenticate(plain).ok());
}

void TokensTest::refusesExpiredAndForeignTokens()
{
    const std::string token = tokenOf(request(R"({"spec":{"expirationSeconds":600}})"));
    m_clock.advance(std::chrono::minutes(10));
    QVERIFY(authenticate(token).ok());
    m_clock.advance(std::chrono::minutes(2));
    QVERIFY(!authenticate(token).ok());

    const ServiceAccountTokens others(*pki::Key::generate(), {}, m_lookup, m_clock);
    const auto foreign = others.issue({.nameSpace = "ns", .serviceAccount = {"web", "sa-1"}}, std::chrono::hours(1));
    QCOMPARE(authenticate(foreign->token).error().code, ErrorCode::Unauthenticated);
    QCOMPARE(authenticate("abc").error().code, ErrorCode::Unauthenticated);
    QCOMPARE(authenticate("a.b.c").error().message, std::string("invalid bearer token"));
}

void TokensTest::looksAtAudiences()
{
    const auto answer = request(R"({"spec":{"audiences":["vault","db"]}})");
    QVERIFY(!authenticate(tokenOf(answer)).ok());
    const auto verified = m_tokens->verify(tokenOf(answer), {"db", "x"});
    QVERIFY(verified.ok() && *verified);
    QCOMPARE((*verified)->audiences, std::vector<std::string>{"db"});
}

void TokensTest::refusesBadRequests()
{
    const Refusal tooShort = refusal(R"({"spec":{"expirationSeconds":10}})");
    QCOMPARE(tooShort.code, 422);
    QCOMPARE(tooShort.problems.at(0).message,
             std::string("Invalid value: 10: may not specify a duration less than 10 minutes"));
    QCOMPARE(refusal(R"({"spec":{"expirationSeconds":99999999999}})").code, 422);
    QCOMPARE(refusal(R"({"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"gone"}}})").code, 404);
    QCOMPARE(refusal(R"({"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web-0","uid":"old"}}})").code,
             409);
    QCOMPARE(refusal(R"({"spec":{"boundObjectRef":{"kind":"Service","apiVersion":"v1","name":"x"}}})").code, 400);
    m_lookup.pods["web-0"].serviceAccount = "other";
    QCOMPARE(refusal(R"({"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web-0"}}})").code, 400);
    QCOMPARE(std::get<Refusal>(requestToken(*m_tokens, admin, "ns", "gone", parse("{}"))).message,
             std::string("serviceaccounts \"gone\" not found"));
}

void TokensTest::givesANodeTokensForItsPodsOnly()
{
    const User node{"system:node:n1", {}, {"system:nodes"}, {}};
    const User other{"system:node:n2", {}, {"system:nodes"}, {}};
    const char* bound = R"({"spec":{"boundObjectRef":{"kind":"Pod","apiVersion":"v1","name":"web-0","uid":"pod-1"}}})";
    QVERIFY(std::holds_alternative<data::Value>(ask(bound, node)));
    QCOMPARE(refusal(bound, other).code, 403);
    QCOMPARE(refusal("{}", node).code, 403);
}

void TokensTest::reviewsTokens()
{
    const std::string token = tokenOf(request("{}"));
    const auto review = [&](const std::string& text, data::Array audiences = {}) {
        return reviewToken(*m_tokens,
                           data::Object{{"spec", data::Object{{"token", text}, {"audiences", std::move(audiences)}}}});
    };
    const data::Value good = std::get<data::Value>(review(token));
    QVERIFY(data::boolAt(good, {"status", "authenticated"}));
    QCOMPARE(data::stringAt(good, {"status", "user", "username"}), std::string_view("system:serviceaccount:ns:web"));
    const data::Value bad = std::get<data::Value>(review("x"));
    const data::Value expected = data::Object{{"user", data::Object()}, {"error", "invalid bearer token"}};
    QVERIFY(data::equal(*data::find(bad, {"status"}), expected));
    QVERIFY(!data::boolAt(std::get<data::Value>(review(token, {"elsewhere"})), {"status", "authenticated"}));
    QCOMPARE(std::get<Refusal>(review("")).code, 400);
}

void TokensTest::readsBearerHeaders()
{
    const auto token = [](const char* value) {
        net::Headers headers;
        headers.add("authorization", value);
        return std::string(bearerToken(headers));
    };
    QCOMPARE(token("Bearer abc"), std::string("abc"));
    QCOMPARE(token("bearer  abc "), std::string("abc"));
    for (const char* none : {"Bearer", "Bearer ", "Basic abc", "Bearerabc", ""})
        QCOMPARE(token(none), std::string());
    QVERIFY(!*TokenAuthenticator(*m_tokens).authenticate({}));
}

SKIFF_REGISTER_TEST(TokensTest);

#include "tokens_test.moc"
