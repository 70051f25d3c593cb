//! Opening: samples, files and pasted texts become documents, and what stands around them becomes
//! the world.

use super::document::{Document, DocumentId, OfTemplate, Source};
use super::{Notice, Reason, RunId, Simulator, samples};
use crate::asl::{Code, Diagnostic, WorkflowType, source};
use crate::import::{Format, Opened, OpenedStateMachine};
use crate::value::Json;

impl Simulator {
    pub(super) fn open_sample(&mut self, id: &str) {
        let Some(sample) = samples::find(id) else { return };
        self.world.declare(&sample.resources);
        let mut first = None;
        for machine in &sample.machines {
            let mut document =
                Document::new(&machine.name, &machine.text(), WorkflowType::Standard);
            document.input = machine.input_text().into();
            document.mocks = machine.mocks.clone();
            document.sample = Some(sample.id.clone());
            let id = self.open_document(document);
            first.get_or_insert(id);
        }
        if let Some(first) = first {
            self.open = first;
        }
    }

    pub(super) fn open_text(&mut self, name: String, text: &str) {
        let needed = self.needing(&name);
        let source = Source {
            name,
            text: text.into(),
            of_template: needed.as_ref().map(|machine| OfTemplate {
                name: machine.name.clone(),
                workflow_type: machine.workflow_type,
            }),
            parameters: Default::default(),
            placeholders: needed.map(|machine| machine.substitutions).unwrap_or_default(),
        };
        self.open_source(source);
    }

    /// The state machine of an open template whose definition is in the file of that name, and was
    /// not opened yet.
    fn needing(&self, file: &str) -> Option<OpenedStateMachine> {
        let waiting = self.documents.values().filter(|document| document.text.is_empty());
        waiting.filter_map(|document| Some((document, document.source.as_ref()?))).find_map(
            |(document, source)| {
                let machines = source.open(&self.world.account).state_machines;
                machines.into_iter().find(|machine| {
                    let needed = machine.needed_file.as_deref().map(file_name);
                    machine.name == document.name && needed == Some(file_name(file))
                })
            },
        )
    }

    /// Opens the open document's source again, with other values filled in.
    pub(super) fn refill(&mut self, change: impl FnOnce(&mut Source)) {
        let Some(mut source) = self.document().source.clone() else { return };
        change(&mut source);
        let before = self.documents.clone();
        self.open_source(source);
        for (id, document) in &mut self.documents {
            if let Some(before) = before.get(id) {
                document.input = before.input.clone();
                document.mocks = before.mocks.clone();
            }
        }
        self.replan();
    }

    fn open_source(&mut self, source: Source) {
        let opened = source.open(&self.world.account);
        self.notice = None;
        match opened.format {
            Format::Definition | Format::Template => {}
            Format::History => return self.open_history(&source.text),
            Format::MockConfig => return self.open_mocks(&source.text, None),
            Format::Other => return self.open_broken(source, &opened),
        }
        if opened.state_machines.is_empty() {
            return self.open_broken(source, &opened);
        }
        self.world.declare(&opened.resources);
        let mut first = None;
        for machine in &opened.state_machines {
            let mut document = document_of(&source, opened.format, machine);
            document.source = Some(source.clone());
            document.input = match &machine.input {
                Some(input) => samples::pretty(input).into(),
                None => document.suggested_input(),
            };
            self.place_beside(&mut document, *machine.name == *source.stem());
            let id = self.open_document(document);
            self.expect_resources();
            if let Some(file) = &machine.needed_file {
                self.notice = Some(Notice::NeedsFile(file.to_string()));
            }
            first.get_or_insert(id);
        }
        if let Some(first) = first {
            self.open = first;
        }
    }

    /// A text without a state machine: a template is only told of, a broken definition is opened
    /// to be mended.
    fn open_broken(&mut self, source: Source, opened: &Opened) {
        // Advice says what to do where AWS's words, which stand beside the text, say what is there.
        let is_advice = |found: &&Diagnostic| matches!(found.code, Code::Advice(_));
        let told = opened.diagnostics.iter().find(is_advice).or(opened.diagnostics.first());
        let reason = told.map(|found| reason_of(found, &source.text));
        self.notice = Some(Notice::NothingToOpen(reason.unwrap_or_default()));
        if opened.format == Format::Definition {
            let mut document = Document::new(source.stem(), &source.text, WorkflowType::Standard);
            self.place_beside(&mut document, true);
            self.open_document(document);
        }
    }

    /// Keeps what a person did to the document in whose place this one comes. One that is named
    /// after its file alone may be another workflow, and then gets a name of its own.
    fn place_beside(&self, document: &mut Document, is_named_after_file: bool) {
        let named = |name: &str| self.documents.values().find(|other| *other.name == *name);
        let Some(mut before) = named(&document.name) else { return };
        if is_named_after_file {
            let name = document.name.clone();
            let mut number = 2;
            while is_another(before, document) {
                document.name = format!("{name} {number}").into();
                number += 1;
                match named(&document.name) {
                    Some(other) => before = other,
                    None => return,
                }
            }
        }
        if before.sample.is_some() {
            return;
        }
        if before.input != before.suggested_input() {
            document.input = before.input.clone();
        }
        document.mocks = before.mocks.clone();
        document.mock_file = before.mock_file.clone();
        document.execution_name = before.execution_name.clone();
    }

    /// Opens a document beside the others, or in the place of the one of the same name, whose runs
    /// then have what was opened for their mocks.
    fn open_document(&mut self, mut document: Document) -> DocumentId {
        let same = self.documents.values().find(|other| other.name == document.name);
        let id = same.map_or(DocumentId(self.n_documents_opened), |document| document.id);
        if same.is_none() {
            self.n_documents_opened += 1;
        }
        document.id = id;
        self.documents.insert(id, document);
        self.selected_state = None;
        self.open = id;
        self.replan();
        id
    }

    /// The last document is not closed: there is always one to look at.
    pub(super) fn close(&mut self, id: DocumentId) {
        if self.documents.len() > 1 {
            self.documents.remove(&id);
            self.replan();
            if self.open == id {
                self.open = *self.documents.keys().next_back().expect("one is left");
                self.selected_state = None;
            }
        }
    }

    pub(super) fn edit(&mut self, change: impl FnOnce(&mut Document)) {
        if let Some(document) = self.documents.get_mut(&self.open) {
            change(document);
        }
    }

    pub(super) fn open_document_of(&mut self, id: RunId) {
        let document = self.runs.get(&id).map(|run| run.document);
        if let Some(document) = document.filter(|id| self.documents.contains_key(id)) {
            self.open = document;
        }
    }

    /// Makes the queues and topics that the definition names, so that they stand there before the
    /// first message.
    pub(super) fn expect_resources(&mut self) {
        let text = &self.document().text;
        // A text of megabytes is not read again for nothing.
        if !["QueueUrl", "TopicArn"].iter().any(|name| text.contains(name)) {
            return;
        }
        let read = source::read_json(text).or_else(|_| source::read_yaml(text));
        let Ok(definition) = read.map(|node| node.to_json()) else { return };
        let mut rest = vec![definition];
        while let Some(value) = rest.pop() {
            let text = |name: &str| value.get(name).and_then(Json::as_str);
            let is_literal = |text: &&str| !text.contains("{%") && !text.contains("${");
            if let Some(url) = text("QueueUrl").filter(is_literal) {
                self.world.expect_queue(url);
            }
            if let Some(arn) = text("TopicArn").filter(is_literal) {
                self.world.expect_topic(arn);
            }
            match value {
                Json::Object(object) => rest.extend(object.values().cloned()),
                Json::Array(array) => rest.extend(array.iter().cloned()),
                Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) => {}
            }
        }
    }
}

/// Whether a document is not a version of one that is open: the two have no state in common.
fn is_another(before: &Document, document: &Document) -> bool {
    match (before.machine(), document.machine()) {
        (Some(before), Some(now)) => !now.states.keys().any(|it| before.states.contains_key(it)),
        (Some(_), None) => !document.text.is_empty(),
        (None, _) => false,
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn reason_of(found: &Diagnostic, text: &str) -> Reason {
    Reason {
        code: found.code.to_string(),
        // Jackson's message goes on with the text.
        message: found.message.lines().next().unwrap_or_default().to_owned(),
        place: (!text.is_empty()).then(|| source::line_and_column(text, found.span.start)),
    }
}

/// The definition as it is edited: as it was written where that can be, in JSON otherwise.
fn document_of(source: &Source, format: Format, machine: &OpenedStateMachine) -> Document {
    let said = source.of_template.as_ref().map(|it| it.workflow_type);
    let workflow_type = said.unwrap_or(machine.workflow_type);
    let of_text = |text: &str| Document::new(&machine.name, text, workflow_type);
    if format == Format::Definition && source.placeholders.is_empty() {
        let whole = of_text(&source.text);
        if whole.machine().is_some() {
            return whole;
        }
    }
    let is_one_line = !machine.definition.trim().contains('\n');
    match Json::parse(&machine.definition) {
        Ok(definition) if is_one_line => of_text(&samples::pretty(&definition)),
        _ => of_text(&machine.definition),
    }
}
