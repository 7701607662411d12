import CCurl
import Messages

/// Sets one libcurl handle up for one exchange, and reads it out afterwards.
///
/// Used on the loop thread only.
struct EasyHandle {
    let pointer: UnsafeMutableRawPointer

    /// Nil when libcurl has no memory left.
    init?() {
        guard let pointer = curl_easy_init() else { return nil }
        self.pointer = pointer
    }

    init(pointer: UnsafeMutableRawPointer) {
        self.pointer = pointer
    }

    /// Prepares for `transfer`, which must stay alive until the handle is reset.
    ///
    /// - Returns: what is wrong with the request; nil when the handle is ready.
    func prepare(
        _ transfer: Transfer, configuration: TransportConfiguration
    ) -> TransportError? {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        set(CURLOPT_PRIVATE, pointer: context)
        ccurl_set_header_callback(pointer, headerCallback, context)
        ccurl_set_body_callback(pointer, bodyCallback, context)
        ccurl_set_connected_callback(pointer, connectedCallback, context)
        setConnection(transfer, configuration)
        setTLS(configuration)
        if let error = setRequest(transfer.request, transfer) { return error }
        if let agent = configuration.userAgent { set(CURLOPT_USERAGENT, agent) }
        return nil
    }

    /// Stops or resumes receiving; the other side notices by full buffers only.
    func setPaused(_ isPaused: Bool) {
        curl_easy_pause(pointer, isPaused ? CURLPAUSE_ALL : CURLPAUSE_CONT)
    }

    func setLowSpeed(bytesPerSecond: Int, seconds: Int) {
        set(CURLOPT_LOW_SPEED_LIMIT, bytesPerSecond)
        set(CURLOPT_LOW_SPEED_TIME, seconds)
    }

    func setBufferByteCount(_ count: Int) {
        set(CURLOPT_BUFFERSIZE, count)
    }

    var uploadedByteCount: Int { ccurl_info_offset(pointer, CURLINFO_SIZE_UPLOAD_T) }

    /// See ``HTTPResponse/wireByteCount``.
    func wireByteCount(requestBodyByteCount: Int) -> Int {
        let received =
            ccurl_info_long(pointer, CURLINFO_HEADER_SIZE)
            + ccurl_info_offset(pointer, CURLINFO_SIZE_DOWNLOAD_T)
        // libcurl counts a body that goes out together with the headers (below 64 KiB) as part of
        // the request, and a larger one not.
        let request = ccurl_info_long(pointer, CURLINFO_REQUEST_SIZE)
        let isCounted = request >= requestBodyByteCount
        return received + request + (isCounted ? 0 : uploadedByteCount)
    }

    /// Status with which a proxy answered `CONNECT`; 0 when there was none.
    var proxyConnectStatus: Int { ccurl_info_long(pointer, CURLINFO_HTTP_CONNECTCODE) }

    private func setConnection(_ transfer: Transfer, _ configuration: TransportConfiguration) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        // Debian 12's libcurl fails on HTTP/2 against common servers after a few requests.
        set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        set(CURLOPT_TCP_NODELAY, 1)
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(configuration.connectSeconds))
        let proxy = configuration.proxy.settings(forSecure: transfer.address.isSecure)
        // Both are set always, or libcurl would look into the environment itself.
        set(CURLOPT_PROXY, proxy.url)
        set(CURLOPT_NOPROXY, proxy.except)
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
    }

    private func setTLS(_ configuration: TransportConfiguration) {
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        if let path = configuration.certificateAuthorityPath {
            set(CURLOPT_CAINFO, path)
            // Only the named authorities: the system's directory would be trusted beside them.
            ccurl_set_string(pointer, CURLOPT_CAPATH, nil)
        }
        if let path = configuration.clientCertificatePath { set(CURLOPT_SSLCERT, path) }
        if let path = configuration.clientKeyPath { set(CURLOPT_SSLKEY, path) }
    }

    private func setRequest(_ request: HTTPRequest, _ transfer: Transfer) -> TransportError? {
        set(CURLOPT_URL, request.url)
        // A name such as ".." must reach the server as it is, or be refused before, not folded.
        set(CURLOPT_PATH_AS_IS, 1)
        guard isToken(request.method) else { return .malformed("request method") }
        let hasBody = !request.body.isEmpty || ["POST", "PUT"].contains(request.method)
        if request.method == "HEAD" {
            set(CURLOPT_NOBODY, 1)
        } else if hasBody {
            set(CURLOPT_POST, 1)
            let code = request.body.withUnsafeBytes { bytes in
                ccurl_set_request_body(
                    pointer, bytes.baseAddress ?? UnsafeRawPointer(pointer),
                    curl_off_t(bytes.count))
            }
            guard code == CURLE_OK else { return .other(code: Int(code.rawValue)) }
            if request.method != "POST" { set(CURLOPT_CUSTOMREQUEST, request.method) }
        } else {
            set(CURLOPT_HTTPGET, 1)
            if request.method != "GET" { set(CURLOPT_CUSTOMREQUEST, request.method) }
        }
        if let start = request.resumeFrom {
            let end = request.rangeByteCount.flatMap { length -> String? in
                let (last, overflow) = start.addingReportingOverflow(max(length, 1) - 1)
                return overflow ? nil : String(last)
            }
            set(CURLOPT_RANGE, "\(start)-\(end ?? "")")
        }
        if request.maximumByteCount > 0 {
            ccurl_set_offset(
                pointer, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(request.maximumByteCount))
        }
        return setHeaders(request, hasBody: hasBody, transfer)
    }

    private func setHeaders(
        _ request: HTTPRequest, hasBody: Bool, _ transfer: Transfer
    ) -> TransportError? {
        var lines: [String] = []
        var names: Set<String> = []
        for (name, value) in request.headers {
            guard isToken(name), value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 9 })
            else { return .malformed("request header") }
            names.insert(name.lowercased())
            // "Name:" would remove the header and "Name;" is how libcurl spells an empty one.
            lines.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        // What libcurl adds by itself and we have no use for; each byte counts in an idle poll.
        if !names.contains("accept") { lines.append("Accept:") }
        if hasBody {
            if !names.contains("content-type") {
                lines.append("Content-Type: application/octet-stream")
            }
            // Waiting for "100 Continue" costs a round trip, and a second where nobody answers.
            lines.append("Expect:")
        }
        if request.acceptsGzip { lines.append("Accept-Encoding: gzip") }
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            guard let longer = curl_slist_append(list, line) else {
                curl_slist_free_all(list)
                return .other(code: Int(CURLE_OUT_OF_MEMORY.rawValue))
            }
            list = longer
        }
        transfer.headerList = list
        ccurl_set_list(pointer, CURLOPT_HTTPHEADER, list)
        return nil
    }

    private func set(_ option: CURLoption, _ value: Int) {
        ccurl_set_long(pointer, option, value)
    }

    private func set(_ option: CURLoption, _ value: String) {
        ccurl_set_string(pointer, option, value)
    }

    private func set(_ option: CURLoption, pointer value: UnsafeMutableRawPointer) {
        ccurl_set_pointer(pointer, option, value)
    }

    private func milliseconds(_ seconds: Double) -> Int {
        Int(min(max(seconds * 1_000, 1), 86_400_000))
    }
}

/// RFC 9110 section 5.6.2: what methods and header names are made of.
private func isToken(_ text: String) -> Bool {
    !text.isEmpty
        && text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
            }
        }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private let headerCallback: ccurl_data_callback = { bytes, size, count, context in
    let line = UnsafeRawBufferPointer(start: bytes, count: size &* count)
    guard let transfer = transfer(context) else { return 0 }
    // Any number but the one handed over stops the transfer.
    return transfer.receive(headerLine: line, now: monotonicNanoseconds()) ? line.count : 0
}

private let bodyCallback: ccurl_data_callback = { bytes, size, count, context in
    let piece = UnsafeRawBufferPointer(start: bytes, count: size &* count)
    guard let transfer = transfer(context) else { return 0 }
    return transfer.receive(body: piece, now: monotonicNanoseconds()) ? piece.count : 0
}

private let connectedCallback: curl_prereq_callback = { context, _, _, _, _ in
    transfer(context)?.phase = .waiting
    transfer(context)?.lastProgress = monotonicNanoseconds()
    return CURL_PREREQFUNC_OK
}
