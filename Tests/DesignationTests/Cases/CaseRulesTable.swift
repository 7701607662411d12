import Designation

/// Values as the editions of the areas give them: name, value, citation.
enum CaseRulesTable {
    static let all: [(region: String, from: String, rows: String)] = [
        ("CN", "2021-02-01", national), ("310000", "2021-12-01", shanghai),
        ("530000", "2021-02-01", yunnan), ("220000", "2023-07-01", jilin),
        ("371000", "2021-02-01", weihai), ("320400", "2021-02-01", changzhou),
    ]

    private static let national = """
        covers | medical, pharmacy | N 5
        services.medical | outpatient, inpatient, chronic-disease, internet | N 5
        services.pharmacy | purchase, chronic-disease | P 48; P 13
        services.care | none | N 5
        fund-scopes.care | care | N 5
        internet-hospitals | supplement-of-host | N 5 ¶2
        running-time | 3m | N 6(1)
        running-time-relaxable | no | N 6(1)
        supplement-notice | 5wd | N 8
        assessment-limit | 3m | N 9
        assessment-limit-covers | assessment | N 9
        network-test | none | N 9(5)
        second-tier | none | N 9
        result-signed-by | not-set | N 9
        public-notice | not-set | N 9
        objection-effect | not-set | N 9
        reassessment-after | 3m | N 9
        sign-within | not-set | N 10
        publish-within | not-set | N 11
        term | 1y | N 10
        major-change-within | 30wd | N 40
        change-while-investigated | handled | N 40
        renewal-ahead | 3m | N 41
        request-ahead | 3m | N 44
        public-institution-requests | refused | N 44
        public-institution-requests.pharmacy | allowed | P 41
        suspension.voluntary-maximum | 180d | N 42
        suspension-count-terminates | 2 | N 43(1)
        persons-and-departments | may-be-suspended | N 45
        persons-and-departments.pharmacy | not-foreseen | P 35
        bar.second-failure | 1y | N 9
        bar.fraudulent-application | 3y | N 12(4)
        bar.unlawful | 3y | N 12(5)
        bar.breach | 1y | N 12(6)
        bar.persons | 5y | N 12(7)
        bar.persons-applies-to | every-application | N 12(7)
        bar.persons-listed | while-listed | N 12(8)
        bar.persons-institutions | same-type | N 12(7)
        higher-rules-apply-at-once | no | CN-2021
        """

    private static let shanghai = """
        covers | medical | S0 三
        running-time-relaxable | yes | S0 四(一)
        documents-held-waived | yes | S0 五
        supplement-notice | 5wd | S0 六(一)
        assessment-limit | 2m | S0 六(二)
        assessment-limit-covers | assessment, approval | S0 六(二)
        second-tier | approval | S0 六(二)
        first-tier-fail-ends | yes | S0 六(二)
        term | 2y | S0 六(三)
        """

    private static let yunnan = """
        covers | medical | S1 一
        opening-limit | 30wd | S1 三
        network-test | within-opening-limit | S1 三
        sign-within | within-opening-limit | S1 三
        public-notice | 7wd | S1 三
        change-handling | 7wd | S1 三
        handling-clock-stops | while-supplementing | S1 三
        """

    private static let jilin = """
        covers | medical, pharmacy, care | S2 8
        services.care | care | S2 9(1)
        fund-scopes.care | care | S2 9(1)
        assessment-limit | 3m | S2 20
        result-signed-by | all-members | S2 18
        objection-effect | substantiated-ends-case | S2 19
        sites | assessed-one-by-one | S2 23(2)
        change-recognised-in-pair | yes | S2 25
        code-kept-change | refused-if-coded-in-pair | S2 25
        suspension.voluntary-maximum | 180d | S2 28
        request-ahead | 3m | S2 29
        third-parties | file-then-contract | S2 33
        higher-rules-apply-at-once | yes | S2 37
        """

    private static let weihai = """
        covers | medical | S3 二
        apply-where | office-of-place | S3 四(一)
        licences.pooled-fund | practice-licence, military-permit | S3 六(一)1
        licences.personal-account | practice-licence, tcm-clinic-filing, clinic-filing | S3 六(二)1
        supplement-notice | 3wd | S3 四(二)
        supplement-notice.defective | 5wd | S3 四(二)
        assessment-limit.pooled-fund | 3m | S3 九
        assessment-limit-covers.pooled-fund | assessment, review, notice-opened | S3 九
        assessment-limit.personal-account | 2m | S3 九
        assessment-limit-covers.personal-account | assessment, notice | S3 九
        second-tier.pooled-fund | review | S3 四(三)
        second-tier-except | city-direct | S3 四(三)
        network-test | after-signing | S3 四(六)
        result-signed-by | inspectors, institution | S3 附件1
        public-notice | 5wd | S3 四(四)
        credit-pledge | signed-with-agreement | S3 四(五)
        licence-number-on-change | unchanged | S3 八(四)4
        public-institution-requests | refused | S3 八(三)
        change-handling.personal-account | 7wd | S3 九
        change-handling.pooled-fund | 10wd | S3 九
        suspension-handling.personal-account | 7wd | S3 九
        suspension-handling.pooled-fund | 10wd | S3 九
        higher-rules-apply-at-once | assessment-content | S3 七
        """

    private static let changzhou = """
        covers | medical, pharmacy | S4 范围
        apply-where | office-of-place | S4 申请受理
        supplement-notice | 5wd | S4 申请受理
        assessment-limit | 20wd | S4 初次评估
        assessment-limit-covers | initial | S4 初次评估
        network-test | separate | S4 联网测试
        network-test-limit | 20wd | S4 联网测试
        network-test-again-after | 10wd | S4 联网测试
        network-test-attempts | 2 | S4 联网测试
        second-tier | spot-check | S4 监督公示
        public-notice | 5wd | S4 监督公示
        objection-effect | blocks-signing | S4 签订协议
        reassessment-after | 1m | S4 初次评估
        bar.second-failure | none | S4 初次评估
        bar.persons | 3y | S4 不予受理6
        bar.persons-applies-to | founding-anew | S4 不予受理6
        bar.persons-institutions | any-type | S4 不予受理6
        laxer-local-value | local | S4 X
        sign-within | 10wd | S4 签订协议
        abandonment | on-finding-against-institution | S4 签订协议
        publish-within | 10wd | S4 结果公布
        change-while-investigated | deferred | S4 信息变更
        end-while-investigated | refused | S4 信息变更
        major-change-within | promptly | S4 信息变更
        renewal-ahead | before-end | S4 协议续签
        term.continues-while-suspended | yes | S4 协议续签
        request-ahead.suspend | in-writing | S4 中止或终止
        request-ahead.end | filing | S4 中止或终止
        suspension.voluntary-maximum | 6m | S4 中止或终止
        person-suspension-term | 1 to 5 years | S4 解除
        persons-and-departments.pharmacy | may-be-suspended | S4 解除
        resumption-reassessed | agreements-before-notice | S4 附则3
        change-reassessed | agreements-before-notice | S4 附则3
        """

    /// Items of lists: region, name, citation, attributes.
    static let items: [(region: String, name: String, citation: String, [PolicyItem.Key: String])] =
        [
            ("CN", "materials.new/licence", "N 7(2)", [:]),
            ("CN", "materials.new/form", "N 7(1)", [:]),
            ("CN", "materials.new/forecast", "N 7(5)", [:]),
            ("310000", "materials.new/licence", "S0 五", [.waivedIfHeld: "yes"]),
            ("310000", "conditions/running-time", "S0 四(一)", [.rule: "running-time"]),
            ("CN", "refusals.medical/unlawful", "N 12(5)", [:]),
            ("CN", "refusals.medical/fraudulent-application", "N 12(4)", [:]),
            ("320400", "ends/closure", "S4 中止或终止", [:]),
            ("CN", "terminations.medical/obtained-by-deceit", "N 43(2)", [:]),
            ("CN", "refusals.medical/price-policy", "N 12(2)", [:]),
            ("CN", "assessors/insurance", "N 9", [:]), ("CN", "assessors/medicine", "N 9", [:]),
            ("CN", "assessment-forms/on-site", "N 9", [:]),
            ("CN", "assessment-forms/on-paper", "N 9", [:]),
            ("220000", "assessment-forms/remote-video", "S2 14", [:]),
            ("CN", "measures.medical/talk", "N 38(1)", [:]),
            ("CN", "measures.medical/hold-payment", "N 38(2)", [:]),
            ("CN", "suspensions.medical/grave-risk", "N 42(1)", [:]),
            ("CN", "terminations.medical/licence-withdrawn", "N 43(9)", [:]),
            ("CN", "terminations.pharmacy/licence-withdrawn", "P 40(11)", [:]),
            ("CN", "terminations.medical/persons-unfit", "N 43(10)", [:]),
            ("CN", "terminations.pharmacy/persons-unfit", "P 40(13)", [:]),
            ("CN", "measures-on-agencies/talk", "N 39 ¶2", [.cites: "P 36 ¶2"]),
            ("CN", "measures-on-agencies/mend-by", "N 39 ¶2", [.cites: "P 36 ¶2"]),
            ("CN", "measures-on-agencies/by-law", "N 39 ¶3", [.cites: "P 36 ¶3"]),
            ("CN", "filings/assessment-result", "N 9", [.to: "department"]),
            ("CN", "filings/agreement-signed", "N 10", [.to: "department"]),
            ("320400", "filings/assessment-result", "S4 监督公示", [.to: "department, city-agency"]),
            ("CN", "reports/suspension", "N 49", [.to: "department", .within: "at-once"]),
            ("CN", "reports/termination", "N 49", [.to: "department", .within: "at-once"]),
            (
                "CN", "reports/persons-and-departments", "N 49",
                [.to: "department", .within: "at-once"]
            ),
        ]

    /// A table with a knock-out, a capped item and steps of every kind, as Weihai's have.
    static let scores: [(name: String, citation: String, [PolicyItem.Key: String])] = [
        ("annex-2", "S3 附件2", [.scope: "pooled-fund", .full: "100", .pass: "90"]),
        ("annex-2/1", "S3 附件2 1", [.knockOut: "yes"]),
        ("annex-2/2", "S3 附件2 2", [.points: "60"]),
        ("annex-2/2/1", "S3 附件2 2", [.take: "10"]),
        ("annex-2/3", "S3 附件2 3", [.points: "20", .cap: "20"]),
        ("annex-2/3/1", "S3 附件2 3", [.each: "5"]),
        ("annex-2/4", "S3 附件2 4", [.points: "20"]),
        ("annex-2/4/1", "S3 附件2 4", [.discretion: "yes"]),
    ]
}
