import Designation

/// JSON documents of the registry endpoints. Field names are fixed by the OpenAPI description.
enum RegistryJSON {
    static func overview(_ overview: Overview) -> JSONWriter {
        var json = JSONWriter(reservingByteCount: 16 * 1024)
        json.object { json in
            json.member("area", overview.area.text)
            json.key("areas")
            json.array(overview.areas) { $0.string($1.text) }
            json.member("now", milliseconds: overview.nowMilliseconds)
            json.key("regions")
            json.array(overview.regions) { write($1, to: &$0) }
            json.member("sanctionCount", overview.sanctionCount)
            json.key("sanctions")
            json.array(overview.sanctions) { write($1, to: &$0) }
            json.key("nodes")
            json.array(overview.nodes) { write($1, to: &$0) }
            json.key("digests")
            json.array(overview.digests) { write($1, to: &$0) }
            json.member("reviewCount", overview.reviewCount)
            json.key("editionEndings")
            json.array(overview.endings) { write($1, to: &$0) }
        }
        return json
    }

    static func write(_ ending: EditionEnding, to json: inout JSONWriter) {
        json.object { json in
            json.member("edition", ending.edition.id)
            json.member("region", ending.edition.region.text)
            json.member("titleChinese", ending.edition.titleChinese)
            json.member("titleEnglish", ending.edition.titleEnglish)
            json.member("lastDay", ending.lastDay.description)
            json.member("isOver", ending.isOver)
        }
    }

    static func institutions(_ rows: [InstitutionRow], hasMore: Bool) -> JSONWriter {
        document { json in
            json.key("institutions")
            json.array(rows) { write($1, to: &$0) }
            json.member("more", hasMore)
        }
    }

    static func freshness(_ nodes: [NodeFreshness]) -> JSONWriter {
        document { json in
            json.key("sources")
            json.array(nodes) { write($1, to: &$0) }
        }
    }

    static func digests(_ digests: [DigestView]) -> JSONWriter {
        document { json in
            json.key("digests")
            json.array(digests) { write($1, to: &$0) }
        }
    }

    static func review(_ rows: [ReviewRow], _ part: ListPart) -> JSONWriter {
        document { json in
            json.member("total", rows.count)
            json.member("offset", part.offset)
            json.key("items")
            json.array(part.of(rows)) { json, row in
                json.object { json in
                    DossierJSON.members(of: row.item, to: &json)
                    json.member("institutionName", row.institutionName)
                    json.member("writtenAt", milliseconds: row.writtenAtMilliseconds)
                }
            }
        }
    }

    static func peers(_ peers: [PeerView]) -> JSONWriter {
        document { json in
            json.key("peers")
            json.array(peers) { json, peer in write(peer, to: &json) }
        }
    }

    static func board(_ board: PropagationBoard) -> JSONWriter {
        document { json in
            json.member("event", board.event.fact.reference.description)
            json.key("institution")
            if let institution = board.institution {
                json.string(institution.description)
            } else {
                json.null()
            }
            json.member("institutionName", board.institutionName)
            json.member("writtenAt", milliseconds: board.event.fact.stamp.milliseconds)
            json.member("now", milliseconds: board.nowMilliseconds)
            json.member("appliedCount", board.appliedCount)
            json.member("nodeCount", board.rows.count)
            json.key("rows")
            json.array(board.rows) { write($1, in: board, to: &$0) }
        }
    }

    private static func document(_ content: (inout JSONWriter) -> Void) -> JSONWriter {
        var json = JSONWriter(reservingByteCount: 4096)
        json.object(content)
        return json
    }

    private static func write(_ counts: RegionCounts, to json: inout JSONWriter) {
        json.object { json in
            json.member("region", counts.region.text)
            json.key("counts")
            json.array(counts.counts) { json, count in
                json.object { json in
                    json.member("type", count.type.name)
                    json.member("status", count.status.name)
                    json.member("count", count.count)
                }
            }
        }
    }

    private static func write(_ row: InstitutionRow, to json: inout JSONWriter) {
        json.object { json in
            json.member("institution", row.institution.description)
            json.member("name", row.name)
            json.member("type", row.type.name)
            json.member("place", row.place.text)
            json.member("nationalCode", row.nationalCode)
            json.member("status", row.status.name)
        }
    }

    private static func write(_ row: SanctionRow, to json: inout JSONWriter) {
        json.object { json in
            json.key("institution")
            write(row.institution, to: &json)
            json.member("status", row.status.name)
            json.key("units")
            json.array(row.units) { $0.string($1.text) }
            json.member("imposedBy", row.imposedBy.text)
            json.member("since", row.since)
            json.member("until", row.until)
            json.member("event", row.event)
            json.member("writtenAt", milliseconds: row.writtenAtMilliseconds)
            json.member("ownRequest", row.isOwnRequest)
            json.key("citations")
            json.array(row.citations) { StatusJSON.write($1, to: &$0) }
        }
    }

    private static func write(_ node: NodeFreshness, to json: inout JSONWriter) {
        json.object { json in
            json.member("node", node.node)
            json.key("agency")
            write(node.agency, to: &json)
            json.member("region", node.region.text)
            json.member("freshAt", milliseconds: node.freshAtMilliseconds)
            json.member("missingEntries", node.missingEntryCount)
            json.member("state", node.state)
            json.member("self", node.isSelf)
        }
    }

    private static func write(_ digest: DigestView, to json: inout JSONWriter) {
        json.object { json in
            json.member("of", digest.area?.text ?? "common")
            json.member("digest", digest.digest)
            json.member("inputs", digest.inputs)
            json.member("foldEdition", digest.foldEdition)
            json.member("agreeingPeers", digest.agreeingPeerCount)
            json.key("differingPeers")
            json.array(digest.differingPeers) { $0.string($1) }
        }
    }

    private static func write(_ peer: PeerView, to json: inout JSONWriter) {
        json.object { json in
            json.member("node", peer.node)
            json.member("address", peer.address)
            json.member("state", peer.state)
            json.member("detail", peer.detail)
            json.member("lastHeardAt", milliseconds: peer.lastHeardAtMilliseconds)
            json.member("receivedBytes", peer.receivedByteCount)
            json.member("sentBytes", peer.sentByteCount)
            json.key("logs")
            json.array(peer.logs) { json, log in
                json.object { json in
                    json.member("origin", log.origin)
                    json.member("state", log.state)
                    json.member("held", log.heldSize)
                    json.member("announced", log.announcedSize)
                }
            }
        }
    }

    private static func write(
        _ row: PropagationRow, in board: PropagationBoard, to json: inout JSONWriter
    ) {
        json.object { json in
            json.member("node", row.node)
            json.key("agency")
            write(row.agency, to: &json)
            json.member("region", row.region.text)
            switch row.state {
            case .applied(let milliseconds):
                json.member("state", "applied")
                json.member("appliedAt", milliseconds: milliseconds)
                json.member("afterMilliseconds", board.delayMilliseconds(milliseconds))
            case .notYet:
                json.member("state", "not-yet")
            case .unknown:
                json.member("state", "unknown")
            }
            json.member("heardAt", milliseconds: row.heardAtMilliseconds)
        }
    }

    static func write(_ text: BilingualText, to json: inout JSONWriter) {
        json.object { json in
            json.member("zh", text.chinese)
            json.member("en", text.english)
        }
    }

    static func optional(_ text: BilingualText?, to json: inout JSONWriter) {
        if let text { write(text, to: &json) } else { json.null() }
    }
}

extension PropagationBoard {
    var appliedCount: Int {
        rows.count { row in
            if case .applied = row.state { true } else { false }
        }
    }

    /// How long after the act a node applied it, by that node's clock; negative when that clock is
    /// behind the author's.
    func delayMilliseconds(_ appliedAt: UInt64) -> Int64 {
        Int64(clamping: appliedAt) - Int64(clamping: event.fact.stamp.milliseconds)
    }
}
