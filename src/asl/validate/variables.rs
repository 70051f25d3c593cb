//! Which variables each state refers to, as DescribeStateMachine tells.

use std::collections::BTreeSet;

use crate::asl::{
    CatcherFlow, ChoiceRule, ChoiceTest, Condition, DataFlow, Field, Items, Map, Operand,
    PathField, State, StateKind, StateMachine, Task, Template, WaitUntil,
};
use crate::query::jsonpath::Path;
use crate::query::{expression, expression::Expression};
use crate::value::Json;

/// DescribeStateMachine's `variableReferences`: for each state that refers to variables their
/// names, sorted.
pub fn variable_references(machine: &StateMachine) -> Json {
    let references = machine.all_states().into_iter().filter_map(|state| {
        let mut names = Names::default();
        names.of_state(state);
        let names = names.0.into_iter().map(Json::from);
        (names.len() > 0).then(|| (state.name.clone(), Json::array(names)))
    });
    Json::object(references)
}

#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    fn of_state(&mut self, state: &State) {
        self.of_flow(&state.flow);
        match &state.kind {
            StateKind::Task(task) => self.of_task(task),
            StateKind::Choice(choice) => {
                choice.choices.iter().for_each(|rule| self.of_rule(rule));
            }
            StateKind::Wait(wait) => match &wait.until {
                WaitUntil::Seconds(field) | WaitUntil::Timestamp(field) => self.of_field(field),
                WaitUntil::SecondsPath(path) | WaitUntil::TimestampPath(path) => self.of_path(path),
                WaitUntil::At(_) => {}
            },
            StateKind::Fail(fail) => {
                fail.error.iter().chain(&fail.cause).for_each(|field| self.of_field(field));
            }
            StateKind::Map(map) => self.of_map(map),
            StateKind::Pass(_) | StateKind::Succeed | StateKind::Parallel(_) => {}
        }
        for catcher in state.catch() {
            let (first, second) = match &catcher.flow {
                CatcherFlow::JsonPath { assign, .. } => (assign, &None),
                CatcherFlow::Jsonata { output, assign } => (output, assign),
            };
            first.iter().chain(second).for_each(|template| self.of_template(template));
        }
    }

    fn of_flow(&mut self, flow: &DataFlow) {
        match flow {
            DataFlow::JsonPath(flow) => {
                for field in [&flow.input_path, &flow.output_path] {
                    if let PathField::Path(path) = field {
                        self.of_path(path);
                    }
                }
                let templates = [&flow.parameters, &flow.result_selector, &flow.assign];
                templates.into_iter().flatten().for_each(|template| self.of_template(template));
            }
            DataFlow::Jsonata(flow) => {
                let templates = [&flow.arguments, &flow.output, &flow.assign];
                templates.into_iter().flatten().for_each(|template| self.of_template(template));
            }
        }
    }

    fn of_task(&mut self, task: &Task) {
        task.timeout.iter().chain(&task.heartbeat).for_each(|field| self.of_field(field));
        task.credentials.iter().for_each(|template| self.of_template(template));
    }

    fn of_rule(&mut self, rule: &ChoiceRule) {
        match &rule.condition {
            Condition::JsonPath(test) => self.of_test(test),
            Condition::Jsonata(field) => self.of_field(field),
        }
        rule.assign.iter().chain(&rule.output).for_each(|template| self.of_template(template));
    }

    fn of_test(&mut self, test: &ChoiceTest) {
        match test {
            ChoiceTest::And(tests) | ChoiceTest::Or(tests) => {
                tests.iter().for_each(|test| self.of_test(test));
            }
            ChoiceTest::Not(test) => self.of_test(test),
            ChoiceTest::Compare { variable, operand, .. } => {
                self.of_path(variable);
                if let Operand::Path(path) = operand {
                    self.of_path(path);
                }
            }
        }
    }

    fn of_map(&mut self, map: &Map) {
        match &map.items {
            Items::Input => {}
            Items::Field(field) => self.of_field(field),
            Items::Array(template) => self.of_template(template),
        }
        let reader = map.item_reader.as_ref();
        let batcher = map.item_batcher.as_ref();
        let fields = [
            map.max_concurrency.as_ref(),
            map.tolerated_failure_count.as_ref(),
            map.tolerated_failure_percentage.as_ref(),
            reader.and_then(|reader| reader.max_items.as_ref()),
            batcher.and_then(|batcher| batcher.max_items.as_ref()),
            batcher.and_then(|batcher| batcher.max_bytes.as_ref()),
        ];
        fields.into_iter().flatten().for_each(|field| self.of_field(field));
        let templates = [
            map.item_selector.as_ref(),
            reader.and_then(|reader| reader.arguments.as_ref()),
            batcher.and_then(|batcher| batcher.batch_input.as_ref()),
            map.result_writer.as_ref().and_then(|writer| writer.arguments.as_ref()),
        ];
        templates.into_iter().flatten().for_each(|template| self.of_template(template));
    }

    fn of_template(&mut self, template: &Template) {
        match template {
            Template::JsonPath(template) => {
                self.0.extend(template.variables().map(str::to_owned));
            }
            Template::Jsonata(template) => self.of_expressions(template),
        }
    }

    fn of_expressions(&mut self, template: &expression::Template) {
        match template {
            expression::Template::Literal(_) => {}
            expression::Template::Expression(expression) => self.of_expression(expression),
            expression::Template::Array(items) => {
                items.iter().for_each(|item| self.of_expressions(item));
            }
            expression::Template::Object(fields) => {
                fields.iter().for_each(|(_, field)| self.of_expressions(field));
            }
        }
    }

    fn of_field(&mut self, field: &Field) {
        match field {
            Field::Literal(_) => {}
            Field::Path(path) => self.of_path(path),
            Field::Intrinsic(intrinsic) => {
                self.0.extend(intrinsic.variables().into_iter().map(str::to_owned));
            }
            Field::Expression(expression) => self.of_expression(expression),
        }
    }

    fn of_path(&mut self, path: &Path) {
        self.0.extend(path.variable().map(str::to_owned));
    }

    fn of_expression(&mut self, expression: &Expression) {
        let variables = expression.references().variables.iter();
        self.0.extend(variables.filter(|name| *name != "states").cloned());
    }
}
