/// The columns that a list of institutions may have, by the names in use.
public enum InstitutionColumn: String, Sendable, CaseIterable, Hashable {
    case scheme, region, number, name, type, place, address, phone
    case nationalCode = "national_code"
    case creditCode = "social_credit_code"
    case level
    // Columns of published lists without licence numbers.
    case provinceCode = "province_code"
    case province
    case cityCode = "city_code"
    case city, county

    /// The columns that `save` writes, in order.
    static let written: [InstitutionColumn] = [
        .scheme, .region, .number, .name, .type, .place, .address, .phone, .nationalCode,
        .creditCode, .level,
    ]

    /// Finds a column by its heading; capitals, blanks and full-width forms make no difference.
    static func named(_ heading: String) -> InstitutionColumn? {
        let key = FoldedText.key(heading)
        return InstitutionColumn(rawValue: key) ?? others[key]
    }

    private static let others: [String: InstitutionColumn] = [
        "licence_scheme": .scheme, "证照类型": .scheme, "许可证类型": .scheme, "证件类型": .scheme,
        "issuer": .region, "发证地区": .region, "发证地区代码": .region, "发证机关地区": .region,
        "licence_number": .number, "证照编号": .number, "许可证号": .number, "登记号": .number,
        "执业许可证号": .number, "许可证编号": .number,
        "机构名称": .name, "名称": .name, "医疗机构名称": .name, "定点医疗机构名称": .name,
        "定点医药机构名称": .name, "药店名称": .name, "医院名称": .name,
        "kind": .type, "类型": .type, "机构类型": .type, "类别": .type, "机构类别": .type,
        "所在地": .place, "所在地代码": .place, "行政区划代码": .place,
        "地址": .address, "机构地址": .address, "详细地址": .address,
        "tel": .phone, "telephone": .phone, "电话": .phone, "联系电话": .phone, "服务电话": .phone,
        "国家编码": .nationalCode, "国家医保编码": .nationalCode, "医保编码": .nationalCode,
        "医保代码": .nationalCode, "机构编码": .nationalCode,
        "uscc": .creditCode, "统一社会信用代码": .creditCode, "社会信用代码": .creditCode,
        "等级": .level, "级别": .level, "医院等级": .level, "机构等级": .level,
        "省代码": .provinceCode, "省份代码": .provinceCode, "省": .province, "省份": .province,
        "市代码": .cityCode, "城市代码": .cityCode, "市": .city, "城市": .city,
        "县": .county, "区县": .county, "县区": .county, "县(市、区)": .county,
    ]
}

/// Comparing texts whose writers agreed on the words but not on their form.
enum FoldedText {
    /// Lower case, half-width, without blanks, tabs and line ends.
    static func key(_ text: String) -> String {
        var folded = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09...0x0D, 0x20, 0xA0, 0x3000, 0xFEFF: continue
            case 0xFF01...0xFF5E:
                if let narrow = Unicode.Scalar(scalar.value - 0xFEE0) { folded.append(narrow) }
            default: folded.append(scalar)
            }
        }
        return String(folded).lowercased()
    }

    /// Without blanks at both ends; line ends inside become single LFs.
    static func trimmed(_ text: String) -> String {
        var scalars = String.UnicodeScalarView()
        var previous: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            if scalar == "\n", previous == "\r" {
                previous = scalar
                continue
            }
            scalars.append(scalar == "\r" ? "\n" : scalar)
            previous = scalar
        }
        var slice = scalars[...]
        while let first = slice.first, isBlank(first) { slice.removeFirst() }
        while let last = slice.last, isBlank(last) { slice.removeLast() }
        return String(String.UnicodeScalarView(slice))
    }

    /// Without format characters (marks of direction, joiners, byte-order marks); `nil` where there are none.
    static func withoutFormat(_ text: String) -> String? {
        func isFormat(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.generalCategory == .format
        }
        guard text.utf8.contains(where: { $0 >= 0x80 }),
            text.unicodeScalars.contains(where: isFormat)
        else { return nil }
        return String(String.UnicodeScalarView(text.unicodeScalars.lazy.filter { !isFormat($0) }))
    }

    private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0xA0, 0x3000: true
        default: false
        }
    }
}
