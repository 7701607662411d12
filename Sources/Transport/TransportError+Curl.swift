import CCurl
import Messages

extension TransportError {
    /// Translates a failed exchange.
    ///
    /// - Parameters:
    ///   - phase: how far the exchange had come: a time-out before the connection stood means
    ///     that the host cannot be reached.
    ///   - usesProxy: whether a proxy stood between, which then is what failed to connect.
    ///   - connectStatus: the proxy's answer to `CONNECT`, 0 for none.
    init(
        _ code: CURLcode, transfer: Transfer, usesProxy: Bool, connectStatus: Int
    ) {
        let unreachable: TransportError =
            usesProxy ? .proxy(status: nil) : .unreachable(host: transfer.address.host)
        switch code {
        case _ where connectStatus >= 300: self = .proxy(status: connectStatus)
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: self = .proxy(status: nil)
        case CURLE_COULDNT_RESOLVE_HOST: self = .unreachable(host: transfer.address.host)
        case CURLE_COULDNT_CONNECT: self = unreachable
        case CURLE_OPERATION_TIMEDOUT:
            self = transfer.phase == .connecting ? unreachable : .timedOut
        case CURLE_PARTIAL_FILE, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING:
            self = .interrupted
        case CURLE_FILESIZE_EXCEEDED:
            self = .tooLarge(limit: transfer.request.maximumByteCount)
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS:
            self = .tls(.untrustedServer)
        case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CRL_BADFILE,
            CURLE_SSL_ENGINE_NOTFOUND:
            self = .tls(.unusableCertificate)
        case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER, CURLE_USE_SSL_FAILED,
            CURLE_SSL_SHUTDOWN_FAILED, CURLE_SSL_CLIENTCERT:
            self = .tls(.handshake)
        case CURLE_URL_MALFORMAT:
            self = .malformed("address")
        case CURLE_UNSUPPORTED_PROTOCOL where transfer.phase == .connecting:
            self = .malformed("address")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY, CURLE_BAD_CONTENT_ENCODING,
            CURLE_RANGE_ERROR, CURLE_WRITE_ERROR:
            self = .malformed("answer")
        default: self = .other(code: Int(code.rawValue))
        }
    }
}
