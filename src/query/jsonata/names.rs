//! The names of an expression, each kept once.

use std::sync::Arc;

use super::node::Symbol;

#[derive(Clone, Debug, Default)]
pub struct Names {
    by_symbol: Vec<Arc<str>>,
    sorted: Vec<Symbol>,
}

impl Names {
    pub fn intern(&mut self, name: &Arc<str>) -> Symbol {
        match self.sorted.binary_search_by(|symbol| self.by_symbol[symbol.index()].cmp(name)) {
            Ok(place) => self.sorted[place],
            Err(place) => {
                let n_names = u32::try_from(self.by_symbol.len());
                let symbol = Symbol(n_names.expect("fewer names than characters"));
                self.by_symbol.push(name.clone());
                self.sorted.insert(place, symbol);
                symbol
            }
        }
    }

    pub fn get(&self, symbol: Symbol) -> &Arc<str> {
        &self.by_symbol[symbol.index()]
    }
}
