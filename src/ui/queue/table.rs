//! A table of DynamoDB's, with the items that it remembers.

use yew::prelude::*;

use super::tables::TableModel;
use crate::ui::i18n::use_texts;
use crate::ui::parts::{Icon, Sign};

#[derive(Properties, PartialEq)]
pub struct TableSectionProps {
    pub table: TableModel,
    /// Whether the moment shown is now: a table's past is not kept.
    pub is_live: bool,
}

#[component]
pub fn TableSection(props: &TableSectionProps) -> Html {
    let texts = &use_texts().queue;
    let table = &props.table;
    let heading = |(at, column): (usize, &String)| {
        html! { <th scope="col" data-key={(at < table.n_key_columns).to_string()}>{ column }</th> }
    };
    let row = |values: &Vec<Option<String>>| {
        let cell = |value: &Option<String>| match value {
            Some(value) => html! { <td title={value.clone()}>{ value }</td> },
            None => html! { <td /> },
        };
        html! { <tr>{ for values.iter().map(cell) }</tr> }
    };
    let n_hidden = table.n_items - table.rows.len();
    html! {
        <section class="lane" aria-label={format!("{} {}", texts.table, table.name)}>
            <header class="lane-head">
                <Sign icon={Icon::Table} />
                <h3>{ &table.name }</h3>
                <span class="lane-kind">{ texts.table }</span>
                <span class="count">{ table.n_items }</span>
                if !table.key.is_empty() {
                    <p class="lane-settings">{ (texts.table_key)(&table.key.join(", ")) }</p>
                }
            </header>
            if table.rows.is_empty() {
                <p class="lane-empty">{ texts.empty_table }</p>
            } else {
                // Scrolled sideways by keyboard, too.
                <div class="items" tabindex="0" role="region" aria-label={(texts.items_of)(&table.name)}>
                    <table>
                        <thead><tr>{ for table.columns.iter().enumerate().map(heading) }</tr></thead>
                        <tbody>{ for table.rows.iter().map(row) }</tbody>
                    </table>
                </div>
            }
            if n_hidden > 0 {
                <p class="lane-others">{ (texts.more_items)(n_hidden) }</p>
            }
            if !props.is_live {
                <p class="lane-others">{ texts.table_is_of_now }</p>
            }
        </section>
    }
}
