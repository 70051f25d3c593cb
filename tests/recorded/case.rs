//! The corpus: one JSON array a feature, one case a line (`README.md` there tells the fields).

use std::path::{Path, PathBuf};
use std::sync::Arc;

use signalbox::value::Json;

use crate::matching::Placeholders;

/// One recorded run, or one recorded answer of the API.
pub struct Case {
    pub id: String,
    pub kind: String,
    pub feature: String,
    /// A replays offline, B needs what `needs` lists, C cannot be used.
    pub class: String,
    pub all: Json,
}

impl Case {
    fn new(all: Json) -> Case {
        let text = |name| all.get(name).and_then(Json::as_str).unwrap_or_default().to_string();
        Case {
            id: text("id"),
            kind: text("kind"),
            feature: text("feature"),
            class: text("class"),
            all,
        }
    }

    /// The definition as it was passed to the API.
    pub fn definition(&self) -> String {
        match (self.all.get("definition"), self.all.get("definition_text")) {
            (Some(definition), _) => definition.to_string(),
            (None, Some(Json::String(text))) => text.to_string(),
            _ => String::new(),
        }
    }

    pub fn is_express(&self) -> bool {
        self.text("type") == Some("EXPRESS")
    }

    pub fn text(&self, name: &str) -> Option<&str> {
        self.all.get(name)?.as_str()
    }

    pub fn env(&self, name: &str) -> &str {
        self.all.get("env").and_then(|env| env.get(name)).and_then(Json::as_str).unwrap_or_default()
    }

    pub fn expected(&self, name: &str) -> Option<&Json> {
        self.all.get("expected")?.get(name)
    }

    pub fn expected_all(&self) -> &Json {
        self.all.get("expected").unwrap_or(&Json::Null)
    }

    pub fn list(&self, name: &str) -> &[Json] {
        self.all.get(name).and_then(Json::as_array).map_or(&[], |array| array)
    }

    pub fn is_tagged(&self, tag: &str) -> bool {
        self.list("tags").iter().any(|found| found.as_str() == Some(tag))
    }

    pub fn needs(&self, what: &str) -> bool {
        self.list("needs").iter().any(|found| found.as_str() == Some(what))
    }

    pub fn has_signal(&self, op: &str) -> bool {
        self.list("signals")
            .iter()
            .any(|signal| signal.get("op").and_then(Json::as_str) == Some(op))
    }

    /// The lambda or activity that each state's task called, by ARN.
    pub fn called(&self) -> Vec<(String, String)> {
        let mut called = Vec::new();
        for entry in self.list("mock") {
            let text = |name| entry.get(name).and_then(Json::as_str).map(String::from);
            if matches!(text("kind").as_deref(), Some("lambda" | "activity")) {
                called.extend(text("state").zip(text("resource")));
            }
        }
        // Of an activity that is not there only the failure tells.
        let cause = self.expected("cause").and_then(Json::as_str).unwrap_or_default();
        let state = cause.split('\'').nth(1).map(String::from);
        let arn = cause.split_whitespace().find(|word| word.contains(":activity:"));
        called.extend(state.zip(arn.map(String::from)));
        called
    }

    /// The ARNs of the activities among what was called.
    pub fn activities(&self) -> Vec<Arc<str>> {
        let called = self.called().into_iter().map(|(_, arn)| arn);
        called.filter(|arn| arn.contains(":activity:")).map(Arc::from).collect()
    }

    pub fn placeholders(&self) -> Placeholders {
        let words = |name| {
            let list = self.all.get("placeholders").and_then(|all| all.get(name));
            let list = list.and_then(Json::as_array).map_or(&[][..], |array| array);
            list.iter().filter_map(Json::as_str).map(String::from).collect()
        };
        Placeholders::new(words("wild"), words("literal"))
    }
}

/// The folder of the corpus: `RECORDED_DIR`, or `../shared/recorded` when it is there.
pub fn folder() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("RECORDED_DIR") {
        return Some(folder.into());
    }
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/recorded");
    beside.is_dir().then_some(beside)
}

/// All cases, file by file in the order of names.
pub fn load(folder: &Path) -> Vec<Case> {
    let entries = std::fs::read_dir(folder).expect("the corpus is a folder").flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    files.iter().flat_map(|path| read(path)).collect()
}

/// A file that is no array of cases says something about the corpus.
fn read(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).expect("a file of the corpus is readable");
    let cases = Json::parse(&text)
        .unwrap_or_else(|error| panic!("{} is not JSON: {error}", path.display()));
    let is_case = |case: &&Json| case.get("id").is_some() && case.get("kind").is_some();
    let cases = cases.as_array().map_or(&[][..], |cases| cases);
    cases.iter().filter(is_case).cloned().map(Case::new).collect()
}
