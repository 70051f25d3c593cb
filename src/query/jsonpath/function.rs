//! The functions that end a path: `$.items.length()`, `$.prices.max()`.

use super::filter::Operand;
use super::path_evaluate::Search;
use crate::value::Json;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Function {
    Append,
    Average,
    Concat,
    First,
    Index,
    Keys,
    Last,
    Length,
    Max,
    Min,
    StandardDeviation,
    Sum,
}

const NAMES: [(&str, Function); 13] = [
    ("append", Function::Append),
    ("avg", Function::Average),
    ("concat", Function::Concat),
    ("first", Function::First),
    ("index", Function::Index),
    ("keys", Function::Keys),
    ("last", Function::Last),
    ("length", Function::Length),
    ("size", Function::Length),
    ("max", Function::Max),
    ("min", Function::Min),
    ("stddev", Function::StandardDeviation),
    ("sum", Function::Sum),
];

pub(super) fn from_name(name: &str) -> Option<Function> {
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, function)| *function)
}

impl Function {
    pub fn name(self) -> &'static str {
        let entry = NAMES.iter().find(|(_, function)| *function == self);
        entry.expect("the table names every function").0
    }

    /// The result for a value, null where the function has none. Numbers come as doubles, as from
    /// Jayway. The error is Jayway's.
    pub fn apply(
        self,
        value: &Json,
        arguments: &[Operand],
        search: &Search,
    ) -> Result<Json, String> {
        let items = || value.as_array().into_iter().flat_map(|array| array.iter());
        let given = || arguments.iter().filter_map(|argument| argument.value(value, search));
        let at = |index: Option<i64>| {
            let (items, index) = (value.as_array()?, index?);
            let index = if index < 0 { index + i64::try_from(items.len()).ok()? } else { index };
            items.get(usize::try_from(index).ok()?).cloned()
        };
        match self {
            Function::Length => Ok(match value {
                Json::Array(array) => array.len().into(),
                Json::Object(object) => object.len().into(),
                _ => Json::Null,
            }),
            Function::Keys => Ok(match value {
                Json::Object(object) => Json::array(object.keys().map(|key| key.clone().into())),
                _ => Json::Null,
            }),
            Function::First => Ok(at(Some(0)).unwrap_or_default()),
            Function::Last => Ok(at(Some(-1)).unwrap_or_default()),
            Function::Index => {
                Ok(at(given().next().and_then(|index| index.as_i64())).unwrap_or_default())
            }
            Function::Append => Ok(match value {
                Json::Array(_) => Json::array(items().cloned().chain(given())),
                _ => value.clone(),
            }),
            Function::Concat => {
                let parts = items().cloned().chain(given());
                let texts: Vec<String> =
                    parts.filter_map(|part| part.as_str().map(str::to_owned)).collect();
                Ok(texts.concat().into())
            }
            Function::Average
            | Function::Max
            | Function::Min
            | Function::StandardDeviation
            | Function::Sum => {
                let numbers: Vec<f64> =
                    items().cloned().chain(given()).filter_map(|item| item.as_f64()).collect();
                self.aggregate(&numbers).map(Json::from)
            }
        }
    }

    fn aggregate(self, numbers: &[f64]) -> Result<f64, String> {
        if numbers.is_empty() {
            let message = "Aggregation function attempted to calculate value using empty array";
            return Err(message.to_owned());
        }
        let n_numbers = numbers.len() as f64;
        let sum: f64 = numbers.iter().sum();
        let result = match self {
            Function::Max => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Function::Min => numbers.iter().copied().fold(f64::INFINITY, f64::min),
            Function::Average => sum / n_numbers,
            Function::StandardDeviation => {
                let of_squares: f64 = numbers.iter().map(|number| number * number).sum();
                (of_squares / n_numbers - (sum / n_numbers).powi(2)).max(0.0).sqrt()
            }
            _ => sum,
        };
        // JSON has no infinite number.
        if result.is_finite() { Ok(result) } else { Err("The result is not a number".to_owned()) }
    }
}
