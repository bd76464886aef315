import DjangoCompat
import Foundation
import HesapDomain
import Testing

@testable import HesapServer

extension ServerSuite {
    /// The other direction of the fixtures: fresh salts, full cost, judged by Django's `check_password`.
    @Suite("New hashes at the real Django")
    struct DjangoVerifies {
        private struct Question: Codable {
            let hasher, password, encoded: String
        }

        private struct Answer: Codable {
            let matches, renews: Bool
        }

        @Test("Django verifies a new hash of every format, of any letters, and finds nothing to renew")
        func everyFormat() async throws {
            // At full cost on both sides, so few: the fixtures have more. The last one is longer than bcrypt's key.
            let passwords = ["Kedi-şifre-İı-🧿-e\u{301}-\u{E9}", "", String(repeating: "ğ", count: 60)]
            var questions: [Question] = []
            var wrong: [Question] = []
            for format in PreferredHasher.Format.allCases {
                let pool = HashPool(
                    try configuration(["HESAP_PASSWORD_HASHER": format.rawValue]).hashing,
                    effects: .system
                )
                for password in passwords {
                    let encoded = try await pool.encode(Secret(password)).text
                    questions.append(Question(hasher: format.rawValue, password: password, encoded: encoded))
                    if password.isEmpty {
                        wrong.append(Question(hasher: format.rawValue, password: "x", encoded: encoded))
                    }
                }
                await pool.shutDown()
            }
            let answers = try ask(questions + wrong)
            #expect(answers.count == questions.count + wrong.count)
            for (question, answer) in zip(questions, answers) {
                #expect(answer.matches && !answer.renews, "\(question)")
            }
            for (question, answer) in zip(wrong, answers.dropFirst(questions.count)) {
                #expect(!answer.matches, "\(question)")
            }
        }

        @Test("what Django renews, Hesap has renewed, and with the same settings neither renews the other's hash")
        func renewed() async throws {
            let cheap = HashPool(try configuration(["HESAP_PASSWORD_ITERATIONS": "1000"]).hashing, effects: .system)
            let old = try await cheap.encode(Secret("Kedi-Balkon-42"))
            await cheap.shutDown()
            for format in PreferredHasher.Format.allCases {
                let before = Question(hasher: format.rawValue, password: "Kedi-Balkon-42", encoded: old.text)
                let pool = HashPool(
                    try configuration(["HESAP_PASSWORD_HASHER": format.rawValue]).hashing,
                    effects: .system
                )
                let verification = try await pool.verify(Secret("Kedi-Balkon-42"), against: old)
                await pool.shutDown()
                guard case .match(let renewed?) = verification else {
                    Issue.record("\(format): no renewed hash")
                    continue
                }
                #expect(renewed.text.hasPrefix(format.rawValue + "$"))
                let after = Question(hasher: format.rawValue, password: "Kedi-Balkon-42", encoded: renewed.text)
                let answers = try ask([before, after])
                #expect(answers.map(\.matches) == [true, true], "\(format)")
                #expect(answers.map(\.renews) == [true, false], "\(format)")
            }
        }

        private func ask(_ questions: [Question]) throws -> [Answer] {
            let input = String(decoding: try JSONEncoder().encode(questions), as: UTF8.self)
            let result = try Python.run("Scripts/verify_passwords.py", input: input)
            try #require(result.status == 0, "\(result.output)")
            return try JSONDecoder().decode([Answer].self, from: Data(result.output.utf8))
        }
    }
}
