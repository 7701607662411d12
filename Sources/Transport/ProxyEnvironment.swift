import Glibc

/// The proxy settings of a process, in the customary variables.
///
/// Read once and carried as a value, because `getenv` in one thread while another sets a
/// variable is undefined behaviour, and a test can hand in its own.
public struct ProxyEnvironment: Sendable, Equatable {
    /// Proxy for `http` addresses; nil or empty for none.
    public var http: String?
    /// Proxy for `https` addresses; nil or empty for none.
    public var https: String?
    /// Hosts that are reached directly, separated by commas; `*` for all.
    public var except: String

    /// Picks the settings out of an environment.
    ///
    /// Lower case wins. `HTTP_PROXY` in capitals is ignored on purpose, as libcurl does: a web
    /// server that runs programs sets it from a request header of that name.
    public init(_ environment: [String: String]) {
        func value(_ names: String...) -> String? {
            names.lazy.compactMap { environment[$0] }.first
        }
        let any = value("all_proxy", "ALL_PROXY")
        http = value("http_proxy") ?? any
        https = value("https_proxy", "HTTPS_PROXY") ?? any
        except = value("no_proxy", "NO_PROXY") ?? ""
    }

    /// The settings of this process.
    public static func ofProcess() -> ProxyEnvironment {
        let names = [
            "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy",
            "NO_PROXY",
        ]
        var found: [String: String] = [:]
        for name in names {
            if let value = getenv(name) { found[name] = String(cString: value) }
        }
        return ProxyEnvironment(found)
    }
}

extension ProxyChoice {
    /// Hosts on this machine. The environment's proxy is never asked for them: it would look for
    /// them on its own machine, and a node that stands behind one could not reach its neighbours
    /// beside it. An explicit proxy is taken at its word.
    private static let ownMachine = "localhost,127.0.0.0/8,::1,[::1]"

    /// Proxy address (empty: none) and exceptions for one request.
    func settings(forSecure isSecure: Bool) -> (url: String, except: String) {
        switch self {
        case .none: ("", "")
        case .environment(let environment):
            (
                (isSecure ? environment.https : environment.http) ?? "",
                Self.exceptions(environment.except)
            )
        case .explicit(let url, let except): (url, except)
        }
    }

    /// `*` stands for all hosts only when it stands alone.
    private static func exceptions(_ except: String) -> String {
        switch except {
        case "": ownMachine
        case "*": except
        default: ownMachine + "," + except
        }
    }
}
