//! `dynamodb:getItem`, `putItem`, `updateItem`, `deleteItem` and, by the SDK, `query` and `scan`.

use std::sync::Arc;

use super::World;
use super::answers::bare;
use super::call::Call;
use super::dynamodb::Table;
use super::error::{ServiceError, sdk_failure};
use super::expression::{
    Condition, Expressions, Path, Refusal, changed, empty_text, equalities, existing, holds,
    project, typed_attributes,
};
use super::response::{Wire, with_sdk_metadata};
use crate::engine::Failure;
use crate::json;
use crate::value::Json;

/// Why a request is refused, in DynamoDB's words.
enum Refused {
    /// `ValidationException`.
    Invalid(Refusal),
    /// `ConditionalCheckFailedException`.
    ConditionFailed,
}

impl From<Refusal> for Refused {
    fn from(message: Refusal) -> Refused {
        Refused::Invalid(message)
    }
}

/// What DynamoDB took instead of expressions in its first years.
const LEGACY: [&str; 8] = [
    "AttributeUpdates",
    "AttributesToGet",
    "ConditionalOperator",
    "Expected",
    "KeyConditions",
    "QueryFilter",
    "ScanFilter",
    "ExclusiveStartKey",
];

/// An item's action of the optimized integration.
pub(super) fn item_action(world: &mut World, call: &Call, action: &str) -> Result<Json, Failure> {
    match ask(world, call, action) {
        Ok(response) => Ok(answer(world, call, response)),
        Err(refused) => {
            let (exception, code, message) = match &refused {
                Refused::Invalid(message) => {
                    ("AmazonDynamoDBException", "ValidationException", message.as_str())
                }
                Refused::ConditionFailed => (CONDITION_FAILED, CONDITION_FAILED, FAILED_WORDS),
            };
            let refusal = ServiceError {
                prefix: "DynamoDB",
                exception,
                message,
                service: "AmazonDynamoDBv2",
                status_code: 400,
                error_code: code,
            };
            Err(refusal.failure(&request_id(world)))
        }
    }
}

/// The SDK integration of an action: the bare response, and the SDK's names of exceptions.
pub(super) fn sdk_action(world: &mut World, call: &Call, action: &str) -> Result<Json, Failure> {
    match ask(world, call, action) {
        Ok(response) => Ok(bare(response)),
        Err(refused) => {
            let (exception, message) = match &refused {
                Refused::Invalid(message) => ("DynamoDbException", message.as_str()),
                Refused::ConditionFailed => (CONDITION_FAILED, FAILED_WORDS),
            };
            Err(sdk_failure("DynamoDb", exception, message, 400, &request_id(world)))
        }
    }
}

const CONDITION_FAILED: &str = "ConditionalCheckFailedException";
const FAILED_WORDS: &str = "The conditional request failed";

fn ask(world: &mut World, call: &Call, action: &str) -> Result<Json, Refused> {
    check_table_name(call)?;
    if let Some(legacy) = LEGACY.iter().find(|name| call.parameters.get(name).is_some()) {
        return Err(Refused::Invalid(format!(
            "Signalbox does not evaluate {legacy}: use an expression, or answer this state by hand"
        )));
    }
    match action {
        "getItem" => get_item(world, call),
        "putItem" => put_item(world, call),
        "updateItem" => update_item(world, call),
        "deleteItem" => delete_item(world, call),
        "query" => list_items(world, call, true),
        _ => list_items(world, call, false),
    }
}

fn get_item(world: &mut World, call: &Call) -> Result<Json, Refused> {
    let expressions = Expressions::of(&call.parameters);
    let paths = projection(call, &expressions)?;
    expressions.check_used()?;
    let (table, key) = table_with_key(world, call)?;
    let found = table.get(&key).map(|item| projected(item, paths.as_deref()));
    Ok(Json::object(found.map(|item| ("Item", item))))
}

fn put_item(world: &mut World, call: &Call) -> Result<Json, Refused> {
    let item = typed_attributes(&required(call, "Item")?);
    let expressions = Expressions::of(&call.parameters);
    let condition = condition(call, &expressions)?;
    expressions.check_used()?;
    let table = table(world, call);
    // `attribute_not_exists(id)` on a put is about the key, whatever else is known of it.
    let told = condition.iter().flat_map(existing).filter(|name| item.get(name).is_some());
    table.learn_key(told);
    if let Some(missing) = table.key.iter().find(|name| item.get(name).is_none()) {
        return Err(Refused::Invalid(format!(
            "One or more parameter values were invalid: Missing the key {missing} in the item"
        )));
    }
    if let Some((name, wanted, found)) = table.mismatch(&item) {
        return Err(Refused::Invalid(format!(
            "One or more parameter values were invalid: Type mismatch for key {name} expected: \
             {wanted} actual: {found}"
        )));
    }
    let key = table.key_of(&item);
    check_not_empty(&key)?;
    table.learn_types(&key);
    check(condition.as_ref(), table.get(&key))?;
    let old = table.put(item);
    Ok(attributes(call, old, None))
}

fn delete_item(world: &mut World, call: &Call) -> Result<Json, Refused> {
    let expressions = Expressions::of(&call.parameters);
    let condition = condition(call, &expressions)?;
    expressions.check_used()?;
    let (table, key) = table_with_key(world, call)?;
    check(condition.as_ref(), table.get(&key))?;
    let old = table.delete(&key);
    Ok(attributes(call, old, None))
}

fn update_item(world: &mut World, call: &Call) -> Result<Json, Refused> {
    let expressions = Expressions::of(&call.parameters);
    let condition = condition(call, &expressions)?;
    let update = match call.text("UpdateExpression") {
        Some(text) => expressions.update(text)?,
        None => Default::default(),
    };
    expressions.check_used()?;
    let (table, key) = table_with_key(world, call)?;
    let mut written = update.paths().map(|path| &path.attribute);
    if let Some(name) = written.find(|name| key.get(name).is_some()) {
        return Err(Refused::Invalid(format!(
            "One or more parameter values were invalid: Cannot update attribute {name}. This \
             attribute is part of the key"
        )));
    }
    let old = table.get(&key).cloned();
    check(condition.as_ref(), old.as_ref())?;
    let new = changed(old.as_ref().unwrap_or(&key), &update)?;
    table.put(new.clone());
    let paths: Vec<Path> = update.paths().cloned().collect();
    let part = |item: &Json| project(item, &paths);
    Ok(match call.text("ReturnValues") {
        Some("UPDATED_NEW") => attributes_of(Some(part(&new))),
        Some("UPDATED_OLD") => attributes_of(old.as_ref().map(part)),
        _ => attributes(call, old, Some(new)),
    })
}

/// Query, which needs a condition on the key, and Scan.
fn list_items(world: &mut World, call: &Call, is_query: bool) -> Result<Json, Refused> {
    let expressions = Expressions::of(&call.parameters);
    let of = |name: &'static str| match call.text(name) {
        Some(text) => expressions.condition(name, text).map(Some),
        None => Ok(None),
    };
    let (key_condition, filter) = (of("KeyConditionExpression")?, of("FilterExpression")?);
    let paths = projection(call, &expressions)?;
    expressions.check_used()?;
    if is_query && key_condition.is_none() {
        let message = "Either the KeyConditions or KeyConditionExpression parameter must be \
                       specified in the request.";
        return Err(Refused::Invalid(message.to_owned()));
    }
    let table = table(world, call);
    if let Some(condition) = &key_condition {
        check_key_condition(table, call, condition)?;
    }
    let mut items = table.sorted();
    if call.parameters.get("ScanIndexForward") == Some(&Json::Bool(false)) {
        items.reverse();
    }
    items.retain(|item| key_condition.as_ref().is_none_or(|condition| holds(condition, item)));
    if let Some(limit) = call.parameters.get("Limit").and_then(Json::as_i64) {
        items.truncate(usize::try_from(limit).unwrap_or(0));
    }
    let n_scanned = items.len();
    items.retain(|item| filter.as_ref().is_none_or(|filter| holds(filter, item)));
    let found: Vec<Json> = items.iter().map(|item| projected(item, paths.as_deref())).collect();
    let count = found.len();
    Ok(match call.text("Select") {
        Some("COUNT") => json!({ "Count": count, "ScannedCount": n_scanned }),
        _ => json!({ "Count": count, "Items": found, "ScannedCount": n_scanned }),
    })
}

// Parts of requests.

fn condition(call: &Call, expressions: &Expressions) -> Result<Option<Condition>, Refused> {
    let text = call.text("ConditionExpression");
    let read = |text| expressions.condition("ConditionExpression", text);
    Ok(text.map(read).transpose()?)
}

fn projection(call: &Call, expressions: &Expressions) -> Result<Option<Vec<Path>>, Refused> {
    let text = call.text("ProjectionExpression");
    Ok(text.map(|text| expressions.projection(text)).transpose()?)
}

fn projected(item: &Json, paths: Option<&[Path]>) -> Json {
    paths.map_or_else(|| item.clone(), |paths| project(item, paths))
}

fn check(condition: Option<&Condition>, item: Option<&Json>) -> Result<(), Refused> {
    let nothing = Json::empty_object();
    match condition {
        Some(condition) if !holds(condition, item.unwrap_or(&nothing)) => {
            Err(Refused::ConditionFailed)
        }
        _ => Ok(()),
    }
}

fn attributes(call: &Call, old: Option<Json>, new: Option<Json>) -> Json {
    attributes_of(match call.text("ReturnValues") {
        Some("ALL_OLD") => old,
        Some("ALL_NEW") => new,
        _ => None,
    })
}

fn attributes_of(attributes: Option<Json>) -> Json {
    Json::object(attributes.map(|attributes| ("Attributes", attributes)))
}

fn table<'a>(world: &'a mut World, call: &Call) -> &'a mut Table {
    let name = super::account::name_of(call.text("TableName").unwrap_or_default());
    world.tables.entry(name.into()).or_default()
}

/// The table with the key that the request names, which must be the table's.
fn table_with_key<'a>(world: &'a mut World, call: &Call) -> Result<(&'a mut Table, Json), Refused> {
    let key = typed_attributes(&required(call, "Key")?);
    let names: Vec<Arc<str>> =
        key.as_object().into_iter().flat_map(|key| key.keys().cloned()).collect();
    let table = table(world, call);
    table.learn_key(names.iter());
    let is_whole = names.len() == table.key.len() && names.iter().all(|it| table.key.contains(it));
    if !is_whole || table.mismatch(&key).is_some() {
        let message = "The provided key element does not match the schema";
        return Err(Refused::Invalid(message.to_owned()));
    }
    check_not_empty(&key)?;
    table.learn_types(&key);
    Ok((table, key))
}

/// Refuses an empty text in a key.
fn check_not_empty(key: &Json) -> Result<(), Refusal> {
    let mut attributes = key.as_object().into_iter().flat_map(|key| key.iter());
    match attributes.find(|(_, value)| empty_text(value)) {
        Some((name, _)) => Err(format!(
            "One or more parameter values are not valid. The AttributeValue for a key attribute \
             cannot contain an empty string value. Key: {name}"
        )),
        None => Ok(()),
    }
}

/// Refuses a query that leaves the table's partition open, or looks for it by another type. What
/// the key of an index is, nobody has told.
fn check_key_condition(table: &Table, call: &Call, condition: &Condition) -> Result<(), Refusal> {
    let Some(partition) = table.key.first().filter(|_| call.text("IndexName").is_none()) else {
        return Ok(());
    };
    let equalities = equalities(condition);
    if !equalities.iter().any(|(name, _)| *name == partition) {
        return Err(format!("Query condition missed key schema element: {partition}"));
    }
    let values = equalities.into_iter().map(|(name, value)| (name.clone(), value.clone()));
    match table.mismatch(&Json::object(values)) {
        Some(_) => Err("One or more parameter values were invalid: Condition parameter type does \
                        not match schema type"
            .to_owned()),
        None => Ok(()),
    }
}

fn check_table_name(call: &Call) -> Result<(), Refusal> {
    let table = call.text("TableName").unwrap_or_default();
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    // A placeholder that was never filled in stands for a name.
    let is_name = table.chars().all(is_of_name) || table.contains("${");
    if is_name || table.starts_with("arn:") {
        return Ok(());
    }
    Err(format!(
        "1 validation error detected: Value '{table}' at 'tableName' failed to satisfy constraint: \
         Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
    ))
}

fn required(call: &Call, name: &'static str) -> Result<Json, Refusal> {
    let value = call.parameters.get(name).filter(|value| !value.is_null());
    value.cloned().ok_or_else(|| {
        let field = name.to_ascii_lowercase();
        format!(
            "1 validation error detected: Value null at '{field}' failed to satisfy constraint: \
             Member must not be null"
        )
    })
}

fn answer(world: &mut World, call: &Call, response: Json) -> Json {
    let (content_length, id) = (response.size(), world.draw().uuid());
    // Request ids of DynamoDB are 52 capitals and digits; a checksum comes along.
    let id = id.replace('-', "").to_uppercase();
    with_sdk_metadata(response, Wire::DynamoDb, content_length, call.at, &id)
}

fn request_id(world: &mut World) -> String {
    world.draw().uuid()
}
