//! Laws of the payload tree: what it remembers of itself is what its text says.

use proptest::prelude::*;
use signalbox::value::{Json, Key};

fn json() -> impl Strategy<Value = Json> {
    let scalar = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        (-1e12..1e12f64).prop_map(Json::from),
        ".{0,6}".prop_map(Json::from),
        "[\u{0}-\u{1f}\"\\\\a]{0,4}".prop_map(Json::from),
        "[ -~가]{0,20}[\u{1f}\"\\\\가]?[ -~]{0,20}".prop_map(Json::from),
    ];
    scalar.prop_recursive(4, 40, 16, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            // Up to more fields than an object keeps in a list.
            prop::collection::vec(("[a-e]{1,2}", inner), 0..16).prop_map(Json::object),
        ]
    })
}

fn path() -> impl Strategy<Value = Vec<Key>> {
    let key = prop_oneof![
        4 => "[a-e]{1,2}".prop_map(|name| Key::Field(name.into())),
        1 => (0usize..4).prop_map(Key::Index),
    ];
    prop::collection::vec(key, 0..4)
}

/// Levels of brackets in a value, counted the slow way.
fn counted_depth(value: &Json) -> u32 {
    match value {
        Json::Array(items) => 1 + items.iter().map(counted_depth).max().unwrap_or(0),
        Json::Object(fields) => 1 + fields.values().map(counted_depth).max().unwrap_or(0),
        _ => 0,
    }
}

/// Reads every object of a value in every way, beside the same object made from nothing.
fn check_reading(value: &Json) {
    match value {
        Json::Array(items) => items.iter().for_each(check_reading),
        Json::Object(object) => {
            let plain: Vec<(String, Json)> =
                object.iter().map(|(name, field)| (name.to_string(), field.clone())).collect();
            let fresh = Json::object(plain.iter().map(|(name, field)| (&**name, field.clone())));
            assert_eq!(&fresh, value);
            assert_eq!(fresh.to_string(), value.to_string());
            assert_eq!(object.iter().len(), plain.len());
            assert!(object.iter().rev().eq(plain.iter().rev().map(|(name, field)| {
                (object.get_key_value(name).expect("its name was read").0, field)
            })));
            assert!(object.keys().map(|name| &**name).eq(plain.iter().map(|(name, _)| &**name)));
            assert!(object.values().eq(plain.iter().map(|(_, field)| field)));
            for (place, (name, field)) in plain.iter().enumerate() {
                assert_eq!(object.get(name), Some(field));
                assert_eq!(object.position(name), Some(place));
                assert_eq!(object.get_index(place).map(|(_, field)| field), Some(field));
            }
            assert!(object.to_entries().iter().eq(object.iter()));
            object.values().for_each(check_reading);
        }
        _ => {}
    }
}

fn check_extent(value: &Json) {
    assert_eq!(value.size(), value.to_string().len(), "size of {value}");
    assert_eq!(value.depth(), counted_depth(value), "depth of {value}");
}

proptest! {
    #[test]
    fn a_value_knows_its_size_and_depth(value in json()) {
        check_extent(&value);
    }

    #[test]
    fn setting_a_part_measures_anew_and_leaves_other_holders_alone(
        value in json(), path in path(), part in json(),
    ) {
        let before = value.to_string();
        let holder = value.clone();
        if let Some(changed) = value.with(&path, &part) {
            check_extent(&changed);
            prop_assert_eq!(changed.at(&path), Some(&part));
        }
        prop_assert_eq!(holder.to_string(), before);
    }

    #[test]
    fn what_was_set_often_reads_as_if_made_at_once(
        value in json(), changes in prop::collection::vec((path(), json()), 1..8),
    ) {
        let mut values = vec![value];
        for (path, part) in &changes {
            let last = values.last().expect("there is one to begin with");
            let texts: Vec<String> = values.iter().map(Json::to_string).collect();
            if let Some(changed) = last.with(path, part) {
                check_extent(&changed);
                check_reading(&changed);
                prop_assert_eq!(changed.at(path), Some(part));
                // Whoever held an earlier one sees nothing of it.
                prop_assert_eq!(values.iter().map(Json::to_string).collect::<Vec<_>>(), texts);
                values.push(changed);
            }
        }
    }

    #[test]
    fn text_and_value_say_the_same(value in json()) {
        let again = Json::parse(&value.to_string()).expect("what we print is JSON");
        prop_assert_eq!(again, value);
    }
}
