//! The order of Java's HashMap, in which AWS writes the fields that it computes.

use crate::sort;

/// The places of `names` in the order in which a HashMap is walked that they were put into.
pub fn hash_map_order<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<usize> {
    let spread: Vec<u32> =
        names.into_iter().map(hash_string).map(|hash| hash ^ hash >> 16).collect();
    // A HashMap doubles its 16 buckets whenever it is more than three quarters full.
    let n_buckets = (spread.len() * 4).div_ceil(3).next_power_of_two().max(16);
    let mut places: Vec<usize> = (0..spread.len()).collect();
    sort::by_key(&mut places, |place| spread[*place] as usize & (n_buckets - 1));
    places
}

/// `String.hashCode`, as its bits.
pub fn hash_string(text: &str) -> u32 {
    text.encode_utf16().fold(0, |sum: u32, unit| sum.wrapping_mul(31).wrapping_add(unit.into()))
}

#[cfg(test)]
mod tests {
    use super::{hash_map_order, hash_string};

    #[test]
    fn names_stand_as_in_a_hash_map() {
        assert_eq!(hash_string("hello"), 99_162_322);
        // Recorded: the parameters of a task.
        let names = ["ApiEndpoint", "Method", "Path", "Stage", "RequestBody", "Headers"];
        let order: Vec<&str> =
            hash_map_order(names).into_iter().map(|place| names[place]).collect();
        assert_eq!(order, ["Path", "Headers", "Stage", "ApiEndpoint", "Method", "RequestBody"]);
    }
}
