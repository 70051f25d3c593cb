//! DynamoDB's tables as a person reads them: an item a row, an attribute a column, plain values.

use super::model::names;
use crate::services::{Table, plain_value};
use crate::simulator::Simulator;
use crate::value::Json;

/// Rows that are shown of a table.
const ROWS_MAX: usize = 100;

#[derive(Clone, Debug, PartialEq)]
pub struct TableModel {
    pub name: String,
    /// What the table's key is made of: `id (S)`.
    pub key: Vec<String>,
    /// The attributes of the key, then all others in the order in which items have them.
    pub columns: Vec<String>,
    /// How many of the columns are of the key.
    pub n_key_columns: usize,
    /// A value a column; empty where the item has no such attribute.
    pub rows: Vec<Vec<Option<String>>>,
    pub n_items: usize,
}

impl TableModel {
    /// The tables that the open workflow names, or that hold something.
    pub fn all(simulator: &Simulator) -> Vec<TableModel> {
        let text = &simulator.document().text;
        let tables = simulator.world().tables();
        let concerned = tables.filter(|(name, table)| !table.items.is_empty() || names(text, name));
        concerned.map(|(name, table)| TableModel::of(name, table)).collect()
    }

    pub fn of(name: &str, table: &Table) -> TableModel {
        let key = table.key.iter().map(|attribute| match table.types.get(attribute) {
            Some(kind) => format!("{attribute} ({kind})"),
            None => attribute.to_string(),
        });
        let mut columns: Vec<String> = table.key.iter().map(|name| name.to_string()).collect();
        let n_key_columns = columns.len();
        let items = table.sorted();
        let shown = || items.iter().take(ROWS_MAX);
        for attribute in shown().filter_map(Json::as_object).flat_map(|item| item.keys()) {
            if !columns.iter().any(|column| **column == **attribute) {
                columns.push(attribute.to_string());
            }
        }
        let row = |item: &Json| {
            let value =
                |column: &String| item.get(column).map(|value| readable(&plain_value(value)));
            columns.iter().map(value).collect()
        };
        TableModel {
            name: name.to_owned(),
            key: key.collect(),
            rows: shown().map(row).collect(),
            n_items: items.len(),
            n_key_columns,
            columns,
        }
    }
}

fn readable(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
