//! `json!`: a [`Json`] as it is written.

use std::sync::Arc;

use super::{Json, Number};

/// A [`Json`] written as JSON, in which any value may be an expression whose type is [`ToJson`]; of
/// variables it takes a copy.
#[macro_export]
macro_rules! json {
    (null) => { $crate::value::Json::Null };
    ([$($items:tt)*]) => { $crate::json_items!([] $($items)*) };
    ({$($fields:tt)*}) => { $crate::json_fields!([] $($fields)*) };
    ($value:expr) => { $crate::value::ToJson::to_json(&$value) };
}

/// An array: takes its items one by one from what is written, and ends with a list of them.
#[doc(hidden)]
#[macro_export]
macro_rules! json_items {
    ([$($done:expr),*]) => { $crate::value::Json::array(vec![$($done),*]) };
    ([$($done:expr),*] null $(, $($rest:tt)*)?) => {
        $crate::json_items!([$($done,)* $crate::json!(null)] $($($rest)*)?)
    };
    ([$($done:expr),*] [$($item:tt)*] $(, $($rest:tt)*)?) => {
        $crate::json_items!([$($done,)* $crate::json!([$($item)*])] $($($rest)*)?)
    };
    ([$($done:expr),*] {$($item:tt)*} $(, $($rest:tt)*)?) => {
        $crate::json_items!([$($done,)* $crate::json!({$($item)*})] $($($rest)*)?)
    };
    ([$($done:expr),*] $item:expr $(, $($rest:tt)*)?) => {
        $crate::json_items!([$($done,)* $crate::json!($item)] $($($rest)*)?)
    };
}

/// An object, as [`json_items`] an array.
#[doc(hidden)]
#[macro_export]
macro_rules! json_fields {
    ([$($done:expr),*]) => { $crate::value::Json::of_fields(vec![$($done),*]) };
    ([$($done:expr),*] $name:tt: null $(, $($rest:tt)*)?) => {
        $crate::json_fields!([$($done,)* ($name, $crate::json!(null))] $($($rest)*)?)
    };
    ([$($done:expr),*] $name:tt: [$($value:tt)*] $(, $($rest:tt)*)?) => {
        $crate::json_fields!([$($done,)* ($name, $crate::json!([$($value)*]))] $($($rest)*)?)
    };
    ([$($done:expr),*] $name:tt: {$($value:tt)*} $(, $($rest:tt)*)?) => {
        $crate::json_fields!([$($done,)* ($name, $crate::json!({$($value)*}))] $($($rest)*)?)
    };
    ([$($done:expr),*] $name:tt: $value:expr $(, $($rest:tt)*)?) => {
        $crate::json_fields!([$($done,)* ($name, $crate::json!($value))] $($($rest)*)?)
    };
}

/// What may stand as a value in [`json!`](crate::json).
pub trait ToJson {
    fn to_json(&self) -> Json;
}

impl ToJson for Json {
    fn to_json(&self) -> Json {
        self.clone()
    }
}

impl ToJson for bool {
    fn to_json(&self) -> Json {
        Json::Bool(*self)
    }
}

impl ToJson for f64 {
    fn to_json(&self) -> Json {
        Json::Number(Number::Float(*self))
    }
}

/// Whole numbers; one past 64 bits with a sign is the nearest double.
macro_rules! whole_numbers {
    ($($number:ty)*) => {$(
        impl ToJson for $number {
            fn to_json(&self) -> Json {
                i64::try_from(*self).map_or(Json::from(*self as f64), Json::from)
            }
        }
    )*};
}

whole_numbers!(i32 i64 u32 u64 usize);

impl ToJson for str {
    fn to_json(&self) -> Json {
        Json::from(self)
    }
}

impl ToJson for String {
    fn to_json(&self) -> Json {
        self.as_str().to_json()
    }
}

impl ToJson for Arc<str> {
    fn to_json(&self) -> Json {
        Json::String(self.clone())
    }
}

impl<T: ToJson + ?Sized> ToJson for &T {
    fn to_json(&self) -> Json {
        (**self).to_json()
    }
}

impl<T: ToJson> ToJson for Option<T> {
    fn to_json(&self) -> Json {
        self.as_ref().map_or(Json::Null, T::to_json)
    }
}

impl<T: ToJson> ToJson for [T] {
    fn to_json(&self) -> Json {
        Json::array(self.iter().map(T::to_json))
    }
}

impl<T: ToJson> ToJson for Vec<T> {
    fn to_json(&self) -> Json {
        self.as_slice().to_json()
    }
}

impl<T: ToJson, const N: usize> ToJson for [T; N] {
    fn to_json(&self) -> Json {
        self.as_slice().to_json()
    }
}
