//! How a person has set the graph to be seen: its direction, what is collapsed, which iterations of
//! Maps are looked at. It is kept beside the work, and may be of an older one, or of none.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::asl::StateName;
use crate::graph::{Direction, View};
use crate::simulator::view::Picked;
use crate::simulator::{DocumentId, RunId, Simulator};
use crate::sort;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Views {
    /// Drawn from left to right.
    is_sideways: bool,
    /// What is collapsed, by document and its name.
    collapsed: BTreeMap<DocumentId, Collapsed>,
    /// Iterations are of one execution.
    run: Option<RunId>,
    picked: Picked,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Collapsed {
    name: String,
    states: BTreeSet<StateName>,
}

/// Of so many documents it is kept what is collapsed in them; of more, in those opened last.
const DOCUMENTS_MAX: usize = 50;

impl Views {
    /// How the open document is to be drawn.
    pub fn view(&self, simulator: &Simulator) -> View {
        let document = simulator.document();
        let collapsed = self.collapsed.get(&document.id);
        // Another document may have come by that id since.
        let collapsed = collapsed.filter(|collapsed| *collapsed.name == *document.name);
        View {
            collapsed: collapsed.map(|collapsed| collapsed.states.clone()).unwrap_or_default(),
            direction: if self.is_sideways { Direction::Right } else { Direction::Down },
        }
    }

    /// With the open document drawn otherwise.
    pub fn with_view(&self, simulator: &Simulator, view: View) -> Views {
        let document = simulator.document();
        let mut views = Views { is_sideways: view.direction == Direction::Right, ..self.clone() };
        let collapsed = Collapsed { name: document.name.to_string(), states: view.collapsed };
        views.collapsed.insert(document.id, collapsed);
        while views.collapsed.len() > DOCUMENTS_MAX {
            views.collapsed.pop_first();
        }
        views
    }

    /// The iterations that alone are looked at in the selected run, as far as it has them.
    pub fn picked(&self, simulator: &Simulator) -> Picked {
        let run = simulator.selected_run().map(|run| run.id);
        if self.picked.is_empty() || run != self.run {
            return Picked::new();
        }
        let maps = sort::into_map(simulator.maps(&Picked::new()));
        let has = |map: &StateName, index: usize| {
            maps.get(map).is_some_and(|map| map.iterations.iter().any(|it| it.index == index))
        };
        let picked = self.picked.iter().filter(|(map, index)| has(map, **index));
        sort::into_map(picked.map(|(map, index)| (map.clone(), *index)))
    }

    /// With another iteration of a Map looked at; `None` is all of them.
    pub fn with_picked(
        &self,
        simulator: &Simulator,
        map: StateName,
        index: Option<usize>,
    ) -> Views {
        let mut picked = self.picked(simulator);
        match index {
            Some(index) => picked.insert(map, index),
            None => picked.remove(&map),
        };
        Views { run: simulator.selected_run().map(|run| run.id), picked, ..self.clone() }
    }
}
