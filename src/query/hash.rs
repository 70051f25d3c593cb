//! The message digests that `States.Hash` and JSONata's `$hash` know.

use md5::Md5;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha256, Sha384, Sha512};

/// The digest of `data` in lower-case hexadecimal. `algorithm` is one of `MD5`, `SHA-1`,
/// `SHA-256`, `SHA-384` and `SHA-512`, written exactly so; `None` for any other.
/// Source: AWS's pages on intrinsic functions and on transforming data with JSONata.
pub fn hash(data: &[u8], algorithm: &str) -> Option<String> {
    Some(match algorithm {
        "MD5" => hexadecimal(&Md5::digest(data)),
        "SHA-1" => hexadecimal(&Sha1::digest(data)),
        "SHA-256" => hexadecimal(&Sha256::digest(data)),
        "SHA-384" => hexadecimal(&Sha384::digest(data)),
        "SHA-512" => hexadecimal(&Sha512::digest(data)),
        _ => return None,
    })
}

fn hexadecimal(bytes: &[u8]) -> String {
    const DIGITS: [char; 16] =
        ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'];
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xF]);
    digits.map(|digit| DIGITS[usize::from(digit)]).collect()
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn digests_are_those_of_the_standards_test_vectors() {
        let of = |algorithm| hash(b"abc", algorithm).unwrap_or_default();
        assert_eq!(of("MD5"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(of("SHA-1"), "a9993e364706816aba3e25717850c26c9cd0d89d");
        let sha_256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(of("SHA-256"), sha_256);
        assert!(of("SHA-384").starts_with("cb00753f45a35e8bb5a03d699ac65007"));
        assert!(of("SHA-512").starts_with("ddaf35a193617abacc417349ae204131"));
        assert_eq!(hash(b"abc", "sha-256"), None);
    }
}
