//! `dynamodb:getItem`, `putItem`, `updateItem`, `deleteItem` and, by the SDK, `query` and `scan`.

use super::World;
use super::call::Call;
use super::dynamodb::{Table, assignments};
use super::error::ServiceError;
use super::response::{Wire, with_sdk_metadata};
use crate::engine::Failure;
use crate::json;
use crate::value::Json;

pub(super) fn get_item(world: &mut World, call: &Call) -> Result<Json, Failure> {
    let key = required(world, call, "Key")?;
    let found = table(world, call).get(&key).cloned();
    Ok(answer(world, call, "Item", found))
}

pub(super) fn put_item(world: &mut World, call: &Call) -> Result<Json, Failure> {
    let item = required(world, call, "Item")?;
    let old = table(world, call).put(item);
    let old = old.filter(|_| call.text("ReturnValues") == Some("ALL_OLD"));
    Ok(answer(world, call, "Attributes", old))
}

pub(super) fn delete_item(world: &mut World, call: &Call) -> Result<Json, Failure> {
    let key = required(world, call, "Key")?;
    let old = table(world, call).delete(&key);
    let old = old.filter(|_| call.text("ReturnValues") == Some("ALL_OLD"));
    Ok(answer(world, call, "Attributes", old))
}

pub(super) fn update_item(world: &mut World, call: &Call) -> Result<Json, Failure> {
    let key = required(world, call, "Key")?;
    let changes = assignments(&call.parameters);
    let (old, new) = table(world, call).update(&key, &changes);
    let updated = || Json::object(changes.iter().cloned());
    let attributes = match call.text("ReturnValues") {
        Some("ALL_NEW") => Some(new),
        Some("UPDATED_NEW") => Some(updated()),
        Some("ALL_OLD") => old,
        _ => None,
    };
    Ok(answer(world, call, "Attributes", attributes))
}

/// All items of the table: conditions are not evaluated.
pub(super) fn list_items(world: &mut World, call: &Call) -> Json {
    let items = Json::array(table(world, call).items.iter().cloned());
    let count = items.as_array().map_or(0, |items| items.len());
    json!({ "Count": count, "Items": items, "ScannedCount": count })
}

fn table<'a>(world: &'a mut World, call: &Call) -> &'a mut Table {
    let name = super::account::name_of(call.text("TableName").unwrap_or_default());
    let table = world.tables.entry(name.into()).or_default();
    if let Some(key) = call.parameters.get("Key") {
        table.learn_key(key);
    }
    table
}

/// A parameter, of a request whose table's name can be one.
fn required(world: &mut World, call: &Call, name: &'static str) -> Result<Json, Failure> {
    let table = call.text("TableName").unwrap_or_default();
    let is_of_name = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    // A placeholder that was never filled in stands for a name.
    let is_name = table.chars().all(is_of_name) || table.contains("${");
    if !is_name && !table.starts_with("arn:") {
        let problem = format!(
            "Value '{table}' at 'tableName' failed to satisfy constraint: \
             Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
        );
        return Err(invalid(world, &problem));
    }
    match call.parameters.get(name).filter(|value| !value.is_null()) {
        Some(value) => Ok(value.clone()),
        None => {
            let field = name.to_ascii_lowercase();
            let problem = format!(
                "Value null at '{field}' failed to satisfy constraint: Member must not be null"
            );
            Err(invalid(world, &problem))
        }
    }
}

fn invalid(world: &mut World, problem: &str) -> Failure {
    let refusal = ServiceError {
        prefix: "DynamoDB",
        exception: "AmazonDynamoDBException",
        message: &format!("1 validation error detected: {problem}"),
        service: "AmazonDynamoDBv2",
        status_code: 400,
        error_code: "ValidationException",
    };
    refusal.failure(&world.draw().uuid())
}

fn answer(world: &mut World, call: &Call, name: &'static str, value: Option<Json>) -> Json {
    let response = Json::object(value.map(|value| (name, value)));
    let (content_length, draw) = (response.size(), world.draw());
    // Request ids of DynamoDB are 52 capitals and digits; a checksum comes along.
    let request_id = draw.uuid().replace('-', "").to_uppercase();
    with_sdk_metadata(response, Wire::DynamoDb, content_length, call.at, &request_id)
}
