import Testing

@testable import Transport

@Suite("Proxies and TLS")
struct ProxyAndTLSTests {
    let server: TestServer

    init() throws {
        server = try TestServer.shared()
    }

    private func send(
        _ url: String, _ change: (inout TransportConfiguration) -> Void
    ) async -> Exchange {
        await TestServer.client(change).exchange(HTTPRequest(url: url))
    }

    @Test func theEnvironmentsProxyIsUsedForWhatItIsSetFor() async throws {
        let proxy = "http://127.0.0.1:\(server.proxyPort)"
        let environment = ProxyEnvironment(["http_proxy": proxy])
        // The proxy knows where this name leads; nobody else does.
        let through = await send("http://station.test:\(server.port)/hello") {
            $0.proxy = .environment(environment)
        }
        #expect(through.error == nil)
        #expect(through.response.header("Via") == "test")
        #expect(through.response.body == [UInt8]("hello".utf8))
        for host in ["127.0.0.1", "localhost"] {
            let own = await send("http://\(host):\(server.port)/hello") {
                $0.proxy = .environment(environment)
            }
            #expect(own.error == nil)
            #expect(own.response.header("Via") == nil)
        }
        let direct = await send("\(server.url)/hello") {
            $0.proxy = .environment(ProxyEnvironment([:]))
        }
        #expect(direct.response.header("Via") == nil)
    }

    @Test func exceptionsOfTheEnvironmentAreKept() {
        func except(_ list: String) -> String {
            let environment = ProxyEnvironment(["http_proxy": "p", "no_proxy": list])
            return ProxyChoice.environment(environment).settings(forSecure: false).except
        }
        #expect(except("x.example,10.0.0.0/8").hasSuffix(",x.example,10.0.0.0/8"))
        #expect(except("*") == "*")
        #expect(ProxyChoice.explicit(url: "p", except: "").settings(forSecure: false).except == "")
    }

    @Test func theVariablesMeanWhatTheyMeanElsewhere() {
        let all = ProxyEnvironment(["ALL_PROXY": "a", "https_proxy": "s", "HTTPS_PROXY": "S"])
        #expect(all.http == "a")
        #expect(all.https == "s")
        // A web server that runs programs sets this one from a header of a request.
        #expect(ProxyEnvironment(["HTTP_PROXY": "x"]).http == nil)
        #expect(ProxyEnvironment(["NO_PROXY": "x"]).except == "x")
    }

    @Test func securedAddressesGoThroughATunnel() async throws {
        let server = server
        let through = await send("https://127.0.0.1:\(server.tlsPort)/hello") {
            $0.proxy = .explicit(url: "http://127.0.0.1:\(server.proxyPort)", except: "")
            $0.certificateAuthorityPath = server.folder + "/server.pem"
        }
        #expect(through.error == nil)
        #expect(through.response.body == [UInt8]("hello".utf8))
        try await server.wait("proxied", reaches: 1)
    }

    @Test func aProxyThatRefusesOrIsNotThereIsSaidToBe() async {
        let (refusing, tls) = (server.refusingProxyPort, server.tlsPort)
        let refused = await send("https://127.0.0.1:\(tls)/hello") {
            $0.proxy = .explicit(url: "http://127.0.0.1:\(refusing)", except: "")
        }
        #expect(refused.error == .proxy(status: 407))
        let plain = await send("\(server.url)/hello") {
            $0.proxy = .explicit(url: "http://127.0.0.1:\(refusing)", except: "")
        }
        #expect(plain.response.status == 407)
        let missing = await send("\(server.url)/hello") {
            $0.proxy = .explicit(url: "http://127.0.0.1:1", except: "")
        }
        #expect(missing.error == .proxy(status: nil))
    }

    @Test func onlyTrustedServersAreSpokenTo() async {
        let server = server
        let url = "https://127.0.0.1:\(server.tlsPort)/hello"
        #expect(await send(url) { _ in }.error == .tls(.untrustedServer))
        let trusted = await send(url) {
            $0.certificateAuthorityPath = server.folder + "/server.pem"
        }
        #expect(trusted.response.body == [UInt8]("hello".utf8))
        let otherName = await send("https://localhost:\(server.tlsPort)/hello") {
            $0.certificateAuthorityPath = server.folder + "/server.pem"
        }
        #expect(otherName.error == .tls(.untrustedServer))
        let noFile = await send(url) {
            $0.certificateAuthorityPath = server.folder + "/missing.pem"
        }
        #expect(noFile.error == .tls(.unusableCertificate))
        let notTLS = await send("https://127.0.0.1:\(server.port)/hello") { _ in }
        #expect(notTLS.error == .tls(.handshake))
    }

    @Test func aClientCertificateIsShownWhereItIsAskedFor() async {
        let server = server
        let url = "https://127.0.0.1:\(server.mutualTLSPort)/hello"
        let shown = await send(url) {
            $0.certificateAuthorityPath = server.folder + "/server.pem"
            $0.clientCertificatePath = server.folder + "/client.pem"
            $0.clientKeyPath = server.folder + "/client.key"
        }
        #expect(shown.error == nil)
        #expect(shown.response.body == [UInt8]("hello".utf8))
        let none = await send(url) { $0.certificateAuthorityPath = server.folder + "/server.pem" }
        #expect(none.error != nil)
        #expect(none.response.status == 0)
    }
}
