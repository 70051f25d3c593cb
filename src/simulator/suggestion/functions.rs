//! What functions take and give: intrinsic functions by their full names, JSONata's without `$`.

use super::read::Scope;
use super::things::{Id, Kind, Thing, Things, UNKNOWN};
use crate::asl::Sketch;
use crate::value::Json;

impl Things {
    pub(super) fn call(&mut self, function: &str, arguments: &[Sketch], scope: &Scope) -> Id {
        let (first, second) = (arguments.first(), arguments.get(1));
        let Some(first) = first else { return UNKNOWN };
        match function {
            "States.StringToJson" | "parse" => {
                let text = self.take(first, scope, Kind::JsonText);
                self.parsed(text)
            }
            "States.JsonToString" | "string" => {
                let value = self.take(first, scope, Kind::Any);
                self.add(Thing::Text(value))
            }
            "States.Array" => {
                let items = arguments.iter().map(|it| self.take(it, scope, Kind::Any)).collect();
                self.add(Thing::Array(items))
            }
            "States.ArrayGetItem" | "$.first" | "$.last" | "$.index" => {
                let array = self.take(first, scope, Kind::Array);
                let index = match second {
                    Some(Sketch::Literal(index)) => index.as_i64(),
                    _ => None,
                };
                self.item(array, index.and_then(|index| index.try_into().ok()))
            }
            "States.ArrayLength" | "count" | "$.length" => {
                let array = self.take(first, scope, Kind::Array);
                match self.count(array) {
                    Some(count) => self.known(Json::from(count)),
                    None => UNKNOWN,
                }
            }
            "States.ArrayPartition" | "partition" => {
                let array = self.take(first, scope, Kind::Array);
                let item = self.item(array, None);
                let part = self.add(Thing::List(item));
                self.add(Thing::List(part))
            }
            "States.StringSplit" | "split" => {
                let text = self.take(first, scope, Kind::Text);
                match second {
                    Some(Sketch::Literal(Json::String(separator))) => {
                        self.add(Thing::Parts(text, separator.clone()))
                    }
                    _ => UNKNOWN,
                }
            }
            "States.ArrayUnique" | "distinct" | "reverse" | "shuffle" | "sort" => {
                self.take(first, scope, Kind::Array)
            }
            "States.ArrayContains" => {
                self.take_all(&arguments[1..], scope, Kind::Any);
                self.take(first, scope, Kind::Array);
                UNKNOWN
            }
            "States.ArrayRange" | "range" => {
                self.take_all(arguments, scope, Kind::Number);
                let number = self.known(Json::from(1_i64));
                self.add(Thing::List(number))
            }
            "States.JsonMerge" => self.merged(&arguments[..arguments.len().min(2)], scope),
            "merge" => match first {
                Sketch::Array(objects) => self.merged(objects, scope),
                one => self.take(one, scope, Kind::Any),
            },
            "append" => self.appended(arguments, scope),
            "map" | "filter" | "single" => {
                let array = self.take(first, scope, Kind::Array);
                let item = self.item(array, None);
                let made = self.applied(second, item, scope);
                match function {
                    "map" => self.add(Thing::List(made)),
                    "filter" => array,
                    _ => item,
                }
            }
            "reduce" => self.reduced(arguments, scope),
            "lookup" => match second {
                Some(Sketch::Literal(Json::String(name))) => {
                    let object = self.read(first, scope);
                    self.field(object, name)
                }
                _ => self.take_all(arguments, scope, Kind::Any),
            },
            // These take it that there may be nothing.
            "exists" | "boolean" | "not" | "type" | "keys" => {
                self.read(first, scope);
                UNKNOWN
            }
            "sum" | "max" | "min" | "average" | "$.sum" | "$.max" | "$.min" | "$.avg" => {
                let array = self.take(first, scope, Kind::Array);
                let item = self.item(array, None);
                self.want(item, Kind::Number);
                UNKNOWN
            }
            "join" => {
                let array = self.take(first, scope, Kind::Array);
                let item = self.item(array, None);
                self.want(item, Kind::Text);
                UNKNOWN
            }
            _ => self.take_all(arguments, scope, taken_by(function)),
        }
    }

    /// The last of the objects before those that come earlier.
    fn merged(&mut self, objects: &[Sketch], scope: &Scope) -> Id {
        let objects: Vec<Id> = objects.iter().map(|it| self.take(it, scope, Kind::Any)).collect();
        let merged = objects.into_iter().rev().reduce(|upper, lower| self.layered(upper, lower));
        merged.unwrap_or(UNKNOWN)
    }

    fn appended(&mut self, arguments: &[Sketch], scope: &Scope) -> Id {
        let mut item = UNKNOWN;
        for argument in arguments {
            let array = self.take(argument, scope, Kind::Any);
            if self.count(array) != Some(0) {
                item = self.item(array, None);
            }
        }
        self.add(Thing::List(item))
    }

    /// What a function makes of an item.
    fn applied(&mut self, function: Option<&Sketch>, item: Id, scope: &Scope) -> Id {
        let Some(Sketch::Lambda(parameters, body)) = function else { return UNKNOWN };
        let mut inner = scope.clone();
        if let Some(name) = parameters.first() {
            inner.bind(name.clone(), item);
        }
        self.take(body, &inner, Kind::Any)
    }

    fn reduced(&mut self, arguments: &[Sketch], scope: &Scope) -> Id {
        let array = self.take(&arguments[0], scope, Kind::Array);
        let item = self.item(array, None);
        let begin = arguments.get(2).map_or(item, |begin| self.read(begin, scope));
        let Some(Sketch::Lambda(parameters, body)) = arguments.get(1) else { return UNKNOWN };
        let mut inner = scope.clone();
        for (name, value) in parameters.iter().zip([begin, item]) {
            inner.bind(name.clone(), value);
        }
        self.take(body, &inner, Kind::Any)
    }
}

/// What the functions take that give nothing to go on with.
fn taken_by(function: &str) -> Kind {
    match function {
        "States.MathAdd" | "States.MathRandom" | "number" | "abs" | "floor" | "ceil" | "round"
        | "power" | "sqrt" | "formatNumber" | "formatBase" | "formatInteger" | "fromMillis" => {
            Kind::Number
        }
        "toMillis" => Kind::Timestamp,
        "States.Base64Encode"
        | "States.Base64Decode"
        | "States.Hash"
        | "uppercase"
        | "lowercase"
        | "trim"
        | "pad"
        | "length"
        | "substring"
        | "substringBefore"
        | "substringAfter"
        | "contains"
        | "match"
        | "replace"
        | "base64encode"
        | "base64decode"
        | "encodeUrl"
        | "encodeUrlComponent"
        | "decodeUrl"
        | "decodeUrlComponent"
        | "hash" => Kind::Text,
        _ => Kind::Any,
    }
}
