#include "cluster/net/tls_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <arpa/inet.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

namespace skiff::net {

namespace {

struct BioDeleter
{
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using BioPtr = std::unique_ptr<BIO, BioDeleter>;
struct X509Deleter
{
    void operator()(X509* certificate) const { X509_free(certificate); }
};
using X509Ptr = std::unique_ptr<X509, X509Deleter>;
struct KeyDeleter
{
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using KeyPtr = std::unique_ptr<EVP_PKEY, KeyDeleter>;

/// The library's own socket BIO uses write(), which raises SIGPIPE; this one does not.
int bioFd(BIO* bio)
{
    return static_cast<int>(reinterpret_cast<intptr_t>(BIO_get_data(bio)));
}

int bioResult(BIO* bio, ssize_t result, int retry)
{
    BIO_clear_retry_flags(bio);
    if (result < 0 && (errno == EAGAIN || errno == EINTR))
        BIO_set_flags(bio, retry | BIO_FLAGS_SHOULD_RETRY);
    return static_cast<int>(result);
}

int bioRead(BIO* bio, char* into, int size)
{
    errno = 0;
    return bioResult(bio, recv(bioFd(bio), into, static_cast<size_t>(size), 0), BIO_FLAGS_READ);
}

int bioWrite(BIO* bio, const char* from, int size)
{
    errno = 0;
    return bioResult(bio, send(bioFd(bio), from, static_cast<size_t>(size), MSG_NOSIGNAL), BIO_FLAGS_WRITE);
}

long bioControl(BIO*, int command, long, void*)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

const BIO_METHOD* socketMethod()
{
    static const BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "skiff socket");
        BIO_meth_set_read(made, bioRead);
        BIO_meth_set_write(made, bioWrite);
        BIO_meth_set_ctrl(made, bioControl);
        return made;
    }();
    return method;
}

SslPtr makeSession(const TlsContext& context, int fd)
{
    SslPtr ssl(SSL_new(context.get()));
    BIO* bio = BIO_new(socketMethod());
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<intptr_t>(fd)));
    BIO_set_init(bio, 1);
    SSL_set_bio(ssl.get(), bio, bio);
    return ssl;
}

/// Where a session notes that its client's certificate did not hold.
int rejectedIndex()
{
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

int noteVerification(int good, X509_STORE_CTX* store)
{
    auto* ssl = static_cast<SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
    static char rejected;
    if (!good)
        SSL_set_ex_data(ssl, rejectedIndex(), &rejected);
    return 1; // the handshake goes on: who is asking is decided per request
}

int selectProtocol(SSL*, const unsigned char** chosen, unsigned char* chosenSize, const unsigned char* offered,
                   unsigned offeredSize, void*)
{
    static constexpr unsigned char ours[] = "\x02h2\x08http/1.1";
    const int outcome = SSL_select_next_proto(const_cast<unsigned char**>(chosen), chosenSize, ours, sizeof(ours) - 1,
                                              offered, offeredSize);
    return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

Result<std::vector<X509Ptr>> readCertificates(const std::string& pem, std::string_view what)
{
    std::vector<X509Ptr> certificates;
    const BioPtr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
    while (X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr))
        certificates.emplace_back(certificate);
    ERR_clear_error(); // the end of the text is an error to the reader
    if (certificates.empty())
        return {ErrorCode::InvalidArgument, std::string(what) + " holds no PEM certificate"};
    return certificates;
}

Status useIdentity(SSL_CTX* context, const std::string& certificatePem, const std::string& keyPem)
{
    SKIFF_TRY_ASSIGN(const auto chain, readCertificates(certificatePem, "the certificate"));
    const BioPtr bio(BIO_new_mem_buf(keyPem.data(), static_cast<int>(keyPem.size())));
    const KeyPtr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    if (!key)
        return {ErrorCode::InvalidArgument, "the private key is not readable PEM: " + takeTlsError()};
    if (SSL_CTX_use_certificate(context, chain.front().get()) != 1 || SSL_CTX_use_PrivateKey(context, key.get()) != 1 ||
        SSL_CTX_check_private_key(context) != 1)
        return {ErrorCode::InvalidArgument, "certificate and key do not fit: " + takeTlsError()};
    for (size_t i = 1; i < chain.size(); ++i)
        SSL_CTX_add1_chain_cert(context, chain[i].get());
    return {};
}

Status trust(SSL_CTX* context, const std::string& caPem, bool announce)
{
    SKIFF_TRY_ASSIGN(const auto signers, readCertificates(caPem, "the CA bundle"));
    X509_STORE* store = SSL_CTX_get_cert_store(context);
    for (const X509Ptr& signer : signers) {
        X509_STORE_add_cert(store, signer.get());
        if (announce)
            SSL_CTX_add_client_CA(context, signer.get());
    }
    return {};
}

TlsContext makeContext(const SSL_METHOD* method)
{
    TlsContext context(SSL_CTX_new(method), SSL_CTX_free);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_num_tickets(context.get(), 0);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(context.get(),
                     SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context.get(), 1);
    return context;
}

std::string nameEntry(X509_NAME* name, int position)
{
    const ASN1_STRING* text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, position));
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, text);
    std::string value;
    if (size > 0)
        value.assign(reinterpret_cast<const char*>(utf8), static_cast<size_t>(size));
    OPENSSL_free(utf8);
    return value;
}

bool isAddress(const std::string& host)
{
    in6_addr address{};
    return inet_pton(AF_INET, host.c_str(), &address) == 1 || inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

} // namespace

Result<TlsContext> makeServerContext(const ServerTls& tls)
{
    const TlsContext context = makeContext(TLS_server_method());
    SKIFF_TRY(useIdentity(context.get(), tls.certificatePem, tls.keyPem));
    SSL_CTX_set_alpn_select_cb(context.get(), selectProtocol, nullptr);
    if (!tls.clientCaPem.empty()) {
        SKIFF_TRY(trust(context.get(), tls.clientCaPem, true));
        SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, noteVerification);
    }
    return context;
}

Result<TlsContext> makeClientContext(const ClientTls& tls)
{
    const TlsContext context = makeContext(TLS_client_method());
    if (!tls.certificatePem.empty())
        SKIFF_TRY(useIdentity(context.get(), tls.certificatePem, tls.keyPem));
    if (!tls.caPem.empty())
        SKIFF_TRY(trust(context.get(), tls.caPem, false));
    else if (!tls.insecure)
        SSL_CTX_set_default_verify_paths(context.get());
    SSL_CTX_set_verify(context.get(), tls.insecure ? SSL_VERIFY_NONE : SSL_VERIFY_PEER, nullptr);
    return context;
}

SslPtr makeServerSession(const TlsContext& context, int fd)
{
    SslPtr ssl = makeSession(context, fd);
    SSL_set_accept_state(ssl.get());
    return ssl;
}

SslPtr makeClientSession(const TlsContext& context, int fd, const std::string& host, bool verifyHost,
                         std::string_view protocol)
{
    SslPtr ssl = makeSession(context, fd);
    SSL_set_connect_state(ssl.get());
    if (isAddress(host)) {
        if (verifyHost)
            X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl.get()), host.c_str());
    } else {
        SSL_set_tlsext_host_name(ssl.get(), host.c_str());
        if (verifyHost)
            SSL_set1_host(ssl.get(), host.c_str());
    }
    if (!protocol.empty()) {
        const std::string list = static_cast<char>(protocol.size()) + std::string(protocol);
        SSL_set_alpn_protos(ssl.get(), reinterpret_cast<const unsigned char*>(list.data()),
                            static_cast<unsigned>(list.size()));
    }
    return ssl;
}

std::string_view chosenProtocol(SSL* ssl)
{
    const unsigned char* text = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(ssl, &text, &size);
    return {reinterpret_cast<const char*>(text), size};
}

void describePeer(SSL* ssl, Peer& peer)
{
    X509* certificate = SSL_get0_peer_certificate(ssl);
    if (!certificate)
        return;
    peer.presented = true;
    peer.verified = !SSL_get_ex_data(ssl, rejectedIndex()) && SSL_get_verify_result(ssl) == X509_V_OK;
    if (!peer.verified)
        return;
    X509_NAME* subject = X509_get_subject_name(certificate);
    for (int i = -1; (i = X509_NAME_get_index_by_NID(subject, NID_commonName, i)) >= 0;)
        peer.commonName = nameEntry(subject, i);
    for (int i = -1; (i = X509_NAME_get_index_by_NID(subject, NID_organizationName, i)) >= 0;)
        peer.organizations.push_back(nameEntry(subject, i));
}

std::string takeTlsError()
{
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    if (code == 0)
        return "the peer closed the connection";
    const char* reason = ERR_reason_error_string(code);
    return reason ? reason : "TLS error " + std::to_string(code);
}

std::string handshakeFailure(SSL* ssl)
{
    const int number = errno;
    const long verification = SSL_get_verify_result(ssl);
    if (verification != X509_V_OK && !SSL_is_server(ssl)) {
        ERR_clear_error();
        return std::string("certificate of the server: ") + X509_verify_cert_error_string(verification);
    }
    if (ERR_peek_error() == 0 && number != 0)
        return std::strerror(number);
    return takeTlsError();
}

} // namespace skiff::net
