//! What panels show, without a browser: their models are pure functions of the simulator.

use std::collections::BTreeSet;
use std::rc::Rc;

use signalbox::asl::WorkflowType;
use signalbox::simulator::view::LaneKind;
use signalbox::simulator::{Action, MessageAction, Mishap, Simulator, Theme};
use signalbox::time::{Duration, Timestamp};
use signalbox::ui::address::{Address, GRAPH, HISTORY, QUEUE};
use signalbox::ui::editor::model::{
    DefinitionModel, InputModel, byte_of_utf16, line_and_column, utf16_of_byte,
};
use signalbox::ui::gallery::model::sample_cards;
use signalbox::ui::graph::model::{GraphModel, Live};
use signalbox::ui::history::model::HistoryModel;
use signalbox::ui::i18n::Language;
use signalbox::ui::inspector::model::InspectorModel;
use signalbox::ui::queue::model::{
    BodyPart, QueueModel, Stand, Station, body_parts, short_token, stations,
};
use signalbox::ui::run::model::RunModel;
use signalbox::ui::timeline::model::{TimelineModel, as_clock};
use signalbox::ui::told::told;

fn tutorial() -> Simulator {
    Simulator::new(7, Timestamp(1_700_000_000_000))
}

fn started() -> Simulator {
    let mut simulator = tutorial();
    simulator.update(Action::Start);
    simulator
}

fn waiting_token(simulator: &Simulator) -> String {
    QueueModel::of(simulator).first_waiting().expect("the started tutorial waits")
}

#[test]
fn a_waiting_message_shows_its_token_and_no_card_twice() {
    let simulator = started();
    let model = QueueModel::of(&simulator);
    let messages: Vec<_> = model.lanes.iter().flat_map(|lane| &lane.view.messages).collect();
    let [message] = messages[..] else { panic!("one message: {messages:?}") };
    let token = waiting_token(&simulator);
    let parts = body_parts(message);
    assert!(parts.contains(&BodyPart::Token(token)), "{parts:?}");
    assert!(model.tasks.is_empty(), "the message's task is not told of again: {:?}", model.tasks);
}

#[test]
fn a_table_is_shown_with_what_it_remembers() {
    let put = |id: &str, more: &str, next: &str| {
        format!(
            r#""Put {id}": {{"Type": "Task", "Resource": "arn:aws:states:::dynamodb:putItem", "Parameters": {{"TableName": "Orders", "Item": {{"id": {{"S": "{id}"}}, {more}}}}}, {next}}}"#
        )
    };
    let states = [
        put("a", r#""n": {"N": "1.50"}, "tags": {"SS": ["x", "y"]}"#, r#""Next": "Put b""#),
        put(
            "b",
            r#""nest": {"M": {"on": {"BOOL": true}, "no": {"NULL": true}}}"#,
            r#""Next": "Put c""#,
        ),
        put("c", r#""n": 7"#, r#""End": true"#),
    ];
    let text = format!(r#"{{"StartAt": "Put a", "States": {{{}}}}}"#, states.join(", "));
    let mut simulator = tutorial();
    assert_eq!(QueueModel::of(&simulator).tables, []);
    simulator.update(Action::Open { name: "orders.json".to_owned(), text });
    simulator.update(Action::Start);
    let tables = QueueModel::of(&simulator).tables;
    let [table] = &tables[..] else { panic!("one table: {tables:?}") };
    assert_eq!((&*table.name, table.n_items, table.n_key_columns), ("Orders", 3, 0));
    assert_eq!(table.columns, ["id", "n", "tags", "nest"]);
    let rows: Vec<String> = table
        .rows
        .iter()
        .map(|row| {
            row.iter().map(|it| it.as_deref().unwrap_or("-")).collect::<Vec<_>>().join(" | ")
        })
        .collect();
    assert_eq!(
        rows,
        ["a | 1.5 | [\"x\",\"y\"] | -", "b | - | - | {\"on\":true,\"no\":null}", "c | 7 | - | -"]
    );
}

#[test]
fn a_task_whose_message_is_deleted_still_waits_in_sight() {
    let mut simulator = started();
    let message = QueueModel::of(&simulator).lanes[0].view.messages[0].id;
    simulator.update(Action::Message { message, action: MessageAction::Delete });
    let model = QueueModel::of(&simulator);
    let told = model
        .lanes
        .iter()
        .flat_map(|lane| &lane.view.messages)
        .filter(|message| message.tokens.iter().any(|token| token.waiting.is_some()));
    assert_eq!(told.count() + model.tasks.len(), 1);
}

#[test]
fn a_call_with_a_damaged_token_is_shown_apart() {
    let mut simulator = started();
    simulator.update(Action::SendTaskHeartbeat { token: "damaged".into() });
    let call = QueueModel::of(&simulator).stray_call.expect("no card carries that token");
    assert_eq!(call.error.map(|error| error.name).as_deref(), Some("InvalidToken"));
}

#[test]
fn the_clock_tells_what_is_next_and_who_is_waited_for() {
    let simulator = started();
    let model = TimelineModel::of(&simulator);
    assert_eq!(model.n_waiting, 1);
    assert!(model.is_ticking());
    assert_eq!(model.n_events, HistoryModel::of(&simulator, 100, None).rows.len());
    let idle = TimelineModel::of(&tutorial());
    assert!(!idle.is_ticking() && idle.elapsed.is_none());
}

#[test]
fn history_shows_the_last_rows_and_the_opened_event_in_full() {
    let simulator = started();
    let model = HistoryModel::of(&simulator, 2, Some(3));
    assert_eq!((model.rows.len(), model.n_earlier), (2, 3));
    let (position, event) = model.opened.expect("the third event is there");
    assert_eq!(position, 3);
    assert!(event.contains("taskScheduledEventDetails"), "{event}");
    assert_eq!(HistoryModel::of(&simulator, 2, Some(0)).opened, None);
}

#[test]
fn the_inspector_shows_the_execution_until_a_state_is_selected() {
    let mut simulator = tutorial();
    assert_eq!(InspectorModel::of(&simulator), InspectorModel::Nothing);
    simulator.update(Action::Start);
    assert!(matches!(InspectorModel::of(&simulator), InspectorModel::Execution(_)));
    simulator.update(Action::SelectState(Some("Notify Success".into())));
    assert!(matches!(InspectorModel::of(&simulator), InspectorModel::State(..)));
    let selected = DefinitionModel::of(&simulator).selected.expect("the state is in the text");
    assert_eq!(&simulator.document().text[selected], "\"Notify Success\"");
}

#[test]
fn only_what_aws_would_do_to_an_execution_is_offered() {
    let text = r#"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 9, "Next": "F"},
        "F": {"Type": "Fail"}}}"#;
    for (workflow_type, is_offered) in
        [(WorkflowType::Standard, true), (WorkflowType::Express, false)]
    {
        let mut simulator = Simulator::new(1, Timestamp(0));
        simulator.update(Action::Open { name: "w.json".into(), text: text.into() });
        simulator.update(Action::Configure { execution_name: String::new(), workflow_type });
        simulator.update(Action::Start);
        let model = RunModel::of(&simulator);
        assert_eq!((model.can_be_stopped, model.runs[0].can_be_stopped), (is_offered, is_offered));
        assert!(!model.runs[0].can_be_redriven, "it still runs");
        simulator.update(Action::Skip);
        let model = RunModel::of(&simulator);
        assert!(!model.can_be_stopped, "it has failed");
        assert_eq!(model.runs[0].can_be_redriven, is_offered);
    }
}

#[test]
fn a_broken_text_keeps_the_graph_and_names_the_place() {
    let mut simulator = tutorial();
    let text = format!("{} oops", simulator.document().text);
    let n_lines = text.matches('\n').count() + 1;
    simulator.update(Action::EditDefinition(text));
    let model = DefinitionModel::of(&simulator);
    assert!(model.is_broken && !RunModel::of(&simulator).can_start);
    assert_eq!(model.problems[0].line, n_lines);
    let live = Rc::new(Live::of(&simulator, &Default::default()));
    assert!(GraphModel::of(&simulator, live).is_some_and(|graph| graph.is_stale));
    simulator.update(Action::EditInput("{\"a\":\n  1,}".into()));
    let (line, _, why) =
        InputModel::of(&simulator, true).problem.expect("a trailing comma is not JSON");
    assert_eq!(line, 2, "{why}");
}

#[test]
fn what_is_told_aloud_changes_only_when_something_has_come_about() {
    for language in Language::ALL {
        let texts = language.texts();
        let mut simulator = tutorial();
        let mut said = vec![told(&simulator, texts)];
        simulator.update(Action::Start);
        said.push(told(&simulator, texts));
        simulator.update(Action::Tick { elapsed_ms: 5000.0 });
        assert_eq!(said.last(), Some(&told(&simulator, texts)), "time that goes on is no news");
        let token = waiting_token(&simulator);
        simulator.update(Action::SendTaskSuccess { token, output: "1".into() });
        said.push(told(&simulator, texts));
        assert_eq!(said.iter().collect::<BTreeSet<_>>().len(), said.len(), "{said:?}");
    }
}

#[test]
fn every_sample_has_a_card_in_every_language() {
    let simulator = tutorial();
    let [english, korean] = Language::ALL.map(|language| sample_cards(&simulator, language));
    assert_eq!(english.iter().filter(|card| card.is_open).count(), 1);
    for (english, korean) in english.iter().zip(&korean) {
        assert_eq!(english.id, korean.id);
        assert_ne!(english.description, korean.description);
    }
}

#[test]
fn the_address_chooses_panels_language_and_theme() {
    let address =
        Address::parse("?embed=queue,%20graph&sample=credit%2Dcheck&lang=ko-KR&theme=dark");
    assert_eq!(address.embed.as_deref(), Some([GRAPH, QUEUE].as_slice()));
    assert_eq!(address.sample.as_deref(), Some("credit-check"));
    assert_eq!(address.language, Some(Language::Korean));
    assert_eq!(address.theme, Some(Theme::Dark));
    assert!(address.shows(QUEUE) && !address.shows(HISTORY));

    assert_eq!(Address::parse(""), Address::default());
    assert!(Address::default().shows(HISTORY));
    assert_eq!(Address::parse("embed=nothing").embed.as_deref(), Some([GRAPH, QUEUE].as_slice()));
    assert_eq!(Address::parse("sample=%zz%").sample.as_deref(), Some("%zz%"));
}

#[test]
fn places_count_as_people_and_editors_count() {
    let text = "가나\n😀x";
    assert_eq!(line_and_column(text, 0), (1, 1));
    assert_eq!(line_and_column(text, text.find('x').expect("x")), (2, 2));
    assert_eq!(line_and_column(text, 9999), (2, 3));
    for (byte, _) in text.char_indices() {
        assert_eq!(byte_of_utf16(text, utf16_of_byte(text, byte)), byte);
    }
    assert_eq!(utf16_of_byte(text, 1), 0, "within a character is its beginning");
    for text in ["", "a", "a\n", "\n\n", "가\r\n나x\n\n𝄞"] {
        for at in 0..=text.len() + 1 {
            let end = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
            let before = &text[..end.expect("a text begins")];
            let line = before.matches('\n').count() + 1;
            let column = before.chars().rev().take_while(|c| *c != '\n').count() + 1;
            assert_eq!(line_and_column(text, at), (line, column), "{text:?} at {at}");
            assert_eq!(utf16_of_byte(text, at), before.encode_utf16().count(), "{text:?} at {at}");
        }
    }
}

#[test]
fn spans_read_as_a_person_says_them() {
    let say = |ms| Language::ALL.map(|language| (language.texts().duration)(Duration(ms)));
    assert_eq!(say(0), ["0 s", "0초"]);
    assert_eq!(say(1500), ["1.5 s", "1.5초"]);
    assert_eq!(say(125_000), ["2 min 5 s", "2분 5초"]);
    assert_eq!(say(3_600_000), ["1 h", "1시간"]);
    assert_eq!(say(86_400_000 * 365 + 59_000), ["365 d", "365일"]);
    assert_eq!(as_clock(Duration(90_061_000), "d"), "1 d 01:01:01");
}

#[test]
fn a_long_token_is_told_by_its_ends() {
    let token = "A".repeat(300) + "end";
    let short = short_token(&token);
    assert!(short.starts_with("AAAA") && short.ends_with("end") && short.chars().count() < 30);
    assert_eq!(short_token("short"), "short");
}

#[test]
fn a_message_has_passed_the_stations_that_it_was_at() {
    let mut simulator = started();
    let way = |simulator: &Simulator| -> String {
        let model = QueueModel::of(simulator);
        let lanes = model.lanes.iter().filter(|lane| lane.view.kind != LaneKind::Topic);
        let (lane, message) = lanes
            .flat_map(|lane| lane.view.messages.iter().map(move |message| (lane, message)))
            .next()
            .expect("the tutorial's message");
        let stand = |station: &Station| match station.stand {
            Stand::Passed => format!("({:?})", station.name),
            Stand::Here => format!("[{:?}]", station.name),
            Stand::Ahead => format!("{:?}", station.name),
        };
        let way: Vec<String> = stations(message, lane.view.kind).iter().map(stand).collect();
        way.join(" ")
    };
    let message = QueueModel::of(&simulator).lanes[0].view.messages[0].id;
    assert_eq!(way(&simulator), "(Sent) [Visible] InFlight Deleted");
    simulator.update(Action::Message { message, action: MessageAction::Receive });
    assert_eq!(way(&simulator), "(Sent) (Visible) [InFlight] Deleted");
    simulator.update(Action::Message { message, action: MessageAction::Return });
    assert_eq!(way(&simulator), "(Sent) [Visible] (InFlight) Deleted");
    // The tutorial's queue lets a message be received once.
    simulator.update(Action::Message { message, action: MessageAction::Receive });
    assert_eq!(way(&simulator), "(Sent) [DeadLetterQueue] (InFlight) Deleted");
    simulator.update(Action::Message { message, action: MessageAction::Delete });
    assert_eq!(way(&simulator), "(Sent) (DeadLetterQueue) (InFlight) [Deleted]");
}

#[test]
fn what_goes_wrong_with_a_message_is_answered_as_aws_does() {
    let answers = |mishap: Mishap| -> (String, usize) {
        let mut simulator = started();
        let token = waiting_token(&simulator);
        let message = QueueModel::of(&simulator).lanes[0].view.messages[0].id;
        simulator.update(Action::Mishap { message, mishap });
        let calls = simulator.calls_with(&token).map(|call| match &call.error {
            None => call.verb.name().to_owned(),
            Some(error) => format!("{} {}", call.verb.name(), error.name),
        });
        (calls.collect::<Vec<_>>().join(", "), simulator.waiting().len())
    };
    let twice = "SendTaskSuccess, SendTaskSuccess TaskTimedOut";
    assert_eq!(answers(Mishap::DeliveredTwice), (twice.to_owned(), 0));
    let race = "SendTaskSuccess, SendTaskFailure TaskTimedOut";
    assert_eq!(answers(Mishap::Race), (race.to_owned(), 0));
    assert_eq!(answers(Mishap::Silence), (String::new(), 1));
    assert_eq!(answers(Mishap::Loss), (String::new(), 1));
}
