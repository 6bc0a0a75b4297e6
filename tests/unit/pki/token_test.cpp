#include "cluster/base/file.h"
#include "cluster/pki/base64url.h"
#include "cluster/pki/jwt.h"
#include "cluster/pki/random.h"
#include "tests/support/register_test.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <set>

using namespace skiff;
using namespace skiff::pki;

class TokenTest : public QObject
{
    Q_OBJECT

private slots:
    void signsAndVerifies();
    void believesNoOtherKey();
    void refusesChangedAndUnsignedTokens();
    void refusesMalformedTokens();
    void signsWhatOpensslVerifies();
    void writesAKeySet();
    void encodesBase64Url();
    void makesRandomNames();
};

namespace {

const data::Value claims = data::Object{{"sub", "system:serviceaccount:ns:web"}, {"exp", 1'800'000'000}};

} // namespace

void TokenTest::signsAndVerifies()
{
    const auto key = Key::generate();
    const auto token = signToken(*key, claims);
    const std::vector<Key> keys = {*Key::generate(), *Key::fromPem(key->publicPem())};
    const auto verified = verifyToken(*token, keys);
    QVERIFY(verified.ok());
    QVERIFY(data::equal(*verified, claims));
    QVERIFY(data::equal(*readUnverifiedClaims(*token), claims));
    QVERIFY(Key::fromPem(key->privatePem())->isPrivate());
    QVERIFY(Key::fromPem(key->publicPem())->privatePem().empty());
}

void TokenTest::believesNoOtherKey()
{
    const std::vector<Key> keys = {*Key::generate()};
    QCOMPARE(verifyToken(*signToken(*Key::generate(), claims), keys).error().code, ErrorCode::Unauthenticated);
    QCOMPARE(verifyToken(*signToken(*Key::generate(), claims), {}).error().code, ErrorCode::Unauthenticated);
}

void TokenTest::refusesChangedAndUnsignedTokens()
{
    const std::vector<Key> keys = {*Key::generate()};
    const std::string token = *signToken(keys[0], claims);
    const size_t dot = token.find('.');
    const std::string payload = token.substr(dot + 1, token.rfind('.') - dot - 1);
    const std::string signature = token.substr(token.rfind('.') + 1);
    const std::string other = toBase64Url(R"({"sub":"admin"})");
    QVERIFY(!verifyToken(token.substr(0, dot) + '.' + other + '.' + signature, keys).ok());
    QVERIFY(!verifyToken(toBase64Url(R"({"alg":"none"})") + '.' + payload + '.', keys).ok());
    QVERIFY(!verifyToken(toBase64Url(R"({"alg":"HS256"})") + '.' + payload + '.' + signature, keys).ok());
}

void TokenTest::refusesMalformedTokens()
{
    const std::vector<Key> keys = {*Key::generate()};
    for (const char* text : {"", ".", "..", "...", "a.b", "a.b.c", "!!.??.**", "e30.e30.e30", "bnVsbA.bnVsbA.bnVsbA"})
        QVERIFY2(!verifyToken(text, keys).ok(), text);
    QVERIFY(!verifyToken(std::string(100'000, 'a') + ".b.c", keys).ok());
}

void TokenTest::signsWhatOpensslVerifies()
{
    const auto key = Key::generate();
    const std::string raw = *key->sign("message");
    QCOMPARE(raw.size(), size_t(64));
    // The same signature as DER, which the openssl program reads: two integers.
    const auto integer = [](std::string number) {
        number.erase(0, std::min(number.find_first_not_of('\0'), number.size() - 1));
        if (uint8_t(number[0]) > 127)
            number.insert(0, 1, '\0');
        return std::string("\x02") + char(number.size()) + number;
    };
    const std::string body = integer(raw.substr(0, 32)) + integer(raw.substr(32));
    const QTemporaryDir folder;
    const auto save = [&](const char* name, const std::string& text) {
        QVERIFY(file::writeAtomically(folder.filePath(QString::fromLatin1(name)).toStdString(), text).ok());
    };
    save("key.pub", key->publicPem());
    save("signature", std::string("\x30") + char(body.size()) + body);
    save("message", "message");
    QProcess openssl;
    openssl.setWorkingDirectory(folder.path());
    openssl.start(QStringLiteral("openssl"),
                  {"dgst", "-sha256", "-verify", "key.pub", "-signature", "signature", "message"});
    QVERIFY(openssl.waitForFinished());
    QCOMPARE(openssl.readAll().trimmed(), QByteArray("Verified OK"));
}

void TokenTest::writesAKeySet()
{
    const std::vector<Key> keys = {*Key::generate()};
    const data::Value set = keySet(keys);
    const data::Value& entry = set.as_object().at("keys").as_array().at(0);
    QCOMPARE(data::stringAt(entry, {"kid"}), std::string_view(keys[0].id()));
    QCOMPARE(data::stringAt(entry, {"crv"}), std::string_view("P-256"));
    QCOMPARE(fromBase64Url(data::stringAt(entry, {"x"}))->size(), size_t(32));
    QCOMPARE(fromBase64Url(data::stringAt(entry, {"y"}))->size(), size_t(32));
}

void TokenTest::encodesBase64Url()
{
    QCOMPARE(toBase64Url("\xfb\xff"), std::string("-_8"));
    for (const char* text : {"", "f", "fo", "foo", "foob", "fooba", "foobar"})
        QCOMPARE(*fromBase64Url(toBase64Url(text)), std::string(text));
    for (const char* bad : {"a", "a=", "+/", "ab==", "-_9"})
        QVERIFY2(!fromBase64Url(bad), bad);
}

void TokenTest::makesRandomNames()
{
    const QRegularExpression uuid(
        QStringLiteral("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"));
    std::set<std::string> seen;
    for (int i = 0; i < 1000; ++i) {
        const std::string id = uuid4();
        QVERIFY(uuid.match(QString::fromStdString(id)).hasMatch());
        QVERIFY(seen.insert(id).second);
    }
    QCOMPARE(randomSuffix().size(), size_t(5));
    QCOMPARE(randomSuffix(40).find_first_not_of("bcdfghjklmnpqrstvwxz2456789"), std::string::npos);
}

SKIFF_REGISTER_TEST(TokenTest);

#include "token_test.moc"
