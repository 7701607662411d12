import Testing
@Test func placeholderIsReplaced() {}
