//! Reading JSON text: what is refused, and in which words.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use signalbox::value::{Json, ParseError};

#[test]
fn errors_are_in_the_words_of_jackson() {
    let value = "expected a valid value (JSON String, Number, Array, Object or token 'null', \
                 'true' or 'false')";
    for (text, message, line, column) in [
        ("", "No content to map due to end-of-input", 1, 1),
        (
            "not a definition",
            "Unrecognized token 'not': was expecting (JSON String, Number, Array, Object or \
             token 'null', 'true' or 'false')",
            1,
            4,
        ),
        (
            "{'not': 'json'",
            "Unexpected character (''' (code 39)): was expecting double-quote to start field \
             name",
            1,
            3,
        ),
        ("[1,\n ]", &format!("Unexpected character (']' (code 93)): {value}"), 2, 3),
        (
            "[1 2]",
            "Unexpected character ('2' (code 50)): was expecting comma to separate \
            Array entries",
            1,
            5,
        ),
        (
            "{\"a\" 1}",
            "Unexpected character ('1' (code 49)): was expecting a colon to separate \
            field name and value",
            1,
            7,
        ),
        ("{\"a\":", "Unexpected end-of-input within/between Object entries", 1, 6),
        ("{\"a\":}", "Unexpected character ('}' (code 125)): expected a value", 1, 7),
        (
            "{\"a\":1,}",
            "Unexpected character ('}' (code 125)): was expecting double-quote to \
            start field name",
            1,
            9,
        ),
        ("\"a", "Unexpected end-of-input: was expecting closing quote for a string value", 1, 3),
        ("\"\\x\"", "Unrecognized character escape 'x' (code 120)", 1, 4),
        (
            "\"\n\"",
            "Illegal unquoted character ((CTRL-CHAR, code 10)): has to be escaped using \
            backslash to be included in string value",
            1,
            3,
        ),
        ("01", "Invalid numeric value: Leading zeroes not allowed", 1, 3),
        (
            "1.",
            "Unexpected character ((CTRL-CHAR, code 0)) in numeric value: Decimal point not \
            followed by a digit",
            1,
            3,
        ),
        ("[€]", &format!("Unexpected character ('€' (code 8364 / 0x20ac)): {value}"), 1, 3),
        (
            "[nul]",
            "Unrecognized token 'nul': was expecting (JSON String, Number, Array, Object \
            or token 'null', 'true' or 'false')",
            1,
            5,
        ),
        (
            "[1}",
            "Unexpected close marker '}': expected ']' (for Array starting at [Source: \
            (String)\"[1}\"; line: 1, column: 1])",
            1,
            4,
        ),
        (
            "{\"a\": [1",
            "Unexpected end-of-input: expected close marker for Array (start marker at \
             [Source: (String)\"{\"a\": [1\"; line: 1, column: 7])",
            1,
            9,
        ),
    ] {
        let expected = ParseError { message: message.to_owned(), line, column };
        assert_eq!(Json::parse(text), Err(expected), "{text:?}");
    }
}

#[test]
fn a_text_that_nests_too_deeply_is_refused() {
    let error = Json::parse(&"[".repeat(100_000)).expect_err("too deep");
    assert_eq!(error.message, "Document nesting depth (128) exceeds the maximum allowed (127)");
    assert!(Json::parse(&format!("{}{}", "[".repeat(127), "]".repeat(127))).is_ok());
}

#[test]
fn numbers_keep_their_kind() {
    for (text, printed) in [
        ("-0", "0"),
        ("1", "1"),
        ("1.0", "1.0"),
        ("9223372036854775807", "9223372036854775807"),
        ("1e3", "1000.0"),
        ("12345678.5", "1.23456785E7"),
    ] {
        assert_eq!(Json::parse(text).map(|value| value.to_string()), Ok(printed.to_owned()));
    }
}

proptest! {
    /// serde_json refuses nothing that the second reader does not explain.
    #[test]
    fn every_refusal_is_explained(
        fragments in vec(
            select(vec![
                "{", "}", "[", "]", ":", ",", "\"a\"", "\"", "\\", "\\n", "\\x", "\\u00e9", "0",
                "12", "-", ".", "e", "+", "true", "nul", "N", " ", "\n", "\t", "\u{1}", "😀", "'",
            ]),
            0..8,
        ),
    ) {
        let text = fragments.concat();
        if let Err(error) = Json::parse(&text) {
            prop_assert!(!error.message.contains(" at line "), "{text:?}: {}", error.message);
            let n_units: usize = text.lines().map(|line| line.encode_utf16().count() + 2).sum();
            prop_assert!(error.column <= n_units + 1, "{text:?}: {error:?}");
        }
    }
}
