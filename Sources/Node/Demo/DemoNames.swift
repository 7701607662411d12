import Designation

/// Names that nobody can take for a real institution: an invented word, `示例` (sample), the mark.
enum DemoNames {
    static let chineseMark = "〔演示〕"
    static let englishMark = "(demo)"

    private static let firsts: [(String, String)] = [
        ("云", "Yun"), ("晨", "Chen"), ("星", "Xing"), ("松", "Song"), ("海", "Hai"), ("清", "Qing"),
        ("和", "He"), ("安", "An"), ("百", "Bai"), ("瑞", "Rui"), ("青", "Qing"), ("明", "Ming"),
        ("永", "Yong"), ("春", "Chun"), ("秋", "Qiu"), ("雪", "Xue"), ("金", "Jin"), ("玉", "Yu"),
        ("长", "Chang"), ("新", "Xin"), ("远", "Yuan"), ("同", "Tong"), ("广", "Guang"), ("福", "Fu"),
    ]
    private static let seconds: [(String, String)] = [
        ("帆", "fan"), ("杉", "shan"), ("泉", "quan"), ("林", "lin"), ("舟", "zhou"), ("岭", "ling"),
        ("禾", "he"), ("桥", "qiao"), ("溪", "xi"), ("石", "shi"), ("川", "chuan"), ("灯", "deng"),
        ("荷", "he"), ("榆", "yu"), ("雁", "yan"), ("鹿", "lu"), ("塔", "ta"), ("渡", "du"),
        ("原", "yuan"), ("竹", "zhu"), ("葵", "kui"), ("蓝", "lan"), ("梧", "wu"), ("橙", "cheng"),
    ]

    /// How many different words there are.
    static var wordCount: Int { firsts.count * seconds.count }

    /// Word number `index`. The step has no factor in common with the count, so all words come before
    /// one comes again.
    static func word(_ index: Int) -> LocalizedText {
        let position = (index % wordCount) * 145 % wordCount
        let first = firsts[position / seconds.count]
        let second = seconds[position % seconds.count]
        return LocalizedText(chinese: first.0 + second.0, english: first.1 + second.1)
    }

    static func name(_ word: LocalizedText, kind: InstitutionKind, place: Region) -> LocalizedText {
        LocalizedText(
            chinese: "\(place.nameChinese)\(word.chinese)示例\(kind.chinese)\(chineseMark)",
            english: "\(place.nameEnglish) \(word.english) sample \(kind.english) \(englishMark)")
    }
}

extension InstitutionKind {
    var english: String {
        switch self {
        case .hospital: "hospital"
        case .communityCentre: "community health centre"
        case .townshipHospital: "township hospital"
        case .maternalCentre: "maternal and child health centre"
        case .emergencyCentre: "emergency centre"
        case .nursingHospital: "nursing hospital"
        case .outpatientDepartment: "outpatient department"
        case .chineseClinic: "clinic of Chinese medicine"
        case .villageClinic: "village clinic"
        case .clinic: "clinic"
        case .internetHospital: "internet hospital"
        case .pharmacy: "pharmacy"
        case .careHome: "care home"
        }
    }
}
