import Federation
import Web

extension Wording {
    /// What an entry is that is no act about an institution; `nil` for acts, which have words of their own.
    static func kindBesideActs(_ kind: EntryKind) -> BilingualText? {
        switch kind {
        case .epochOpened: .init(chinese: "开启日志", english: "log opened")
        case .lost: .init(chinese: "补录", english: "recorded again")
        case .forkShown: .init(chinese: "日志分叉的证明", english: "fork shown")
        case .nodeEnrolled: .init(chinese: "节点注册", english: "node enrolled")
        case .keyRotated: .init(chinese: "更换密钥", english: "key rotated")
        case .nodeRevoked: .init(chinese: "撤销节点", english: "node revoked")
        case .logClosed: .init(chinese: "关闭日志", english: "log closed")
        case .delegated: .init(chinese: "委托", english: "delegated")
        case .delegationEnded: .init(chinese: "委托终止", english: "delegation ended")
        case .regionsSet: .init(chinese: "地区", english: "regions set")
        case .editionSet: .init(chinese: "政策版本", english: "edition set")
        case .calendarSet: .init(chinese: "工作日历", english: "calendar set")
        case .groupSet: .init(chinese: "互认范围", english: "group set")
        case .decisionSet: .init(chinese: "地区决定", english: "decision set")
        case .foldEditionSet: .init(chinese: "规则版本", english: "fold edition set")
        case .caseEvent: .init(chinese: "办理步骤", english: "case step")
        case .appliedSizes: .init(chinese: "执行回执", english: "receipt")
        case .registered, .assessed, .recognised, .signed, .changed, .renewed, .ended, .restricted,
            .restrictionLifted, .resumptionRequested, .resumptionRefused, .suspended, .resumed,
            .terminated, .withdrawn, .barred, .reviewed:
            nil
        }
    }
}
