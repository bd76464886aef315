import CLibFuzzer
import Glibc

/// The parser that `HESAP_FUZZ_PARSER` names.
///
/// An environment variable: libFuzzer takes every argument for its own, and starts itself anew to minimize a corpus.
enum Chosen {
    static let parser = getenv("HESAP_FUZZ_PARSER").flatMap { Parser.named(String(cString: $0)) }
}

/// A violation must end the process: that is how libFuzzer learns of it.
func check(_ input: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    do {
        try Chosen.parser?.check(Array(UnsafeBufferPointer(start: input, count: count)))
    } catch {
        fatalError("\(error)")
    }
    return 0
}

guard Chosen.parser != nil else {
    print(Parser.all.map(\.name).joined(separator: "\n"))
    exit(EXIT_FAILURE)
}
var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(LLVMFuzzerRunDriver(&count, &arguments, check))
