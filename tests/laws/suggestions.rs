//! Laws of what is suggested for a definition.

use proptest::prelude::*;
use signalbox::asl::{Options, parse_json_or_yaml};
use signalbox::json;
use signalbox::simulator::Expectations;
use signalbox::value::Json;

use super::machines::definition;

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 300, failure_persistence: None, ..ProptestConfig::default()
    })]

    /// Whatever is written, the same is suggested each time, and what stands in the editor is JSON.
    #[test]
    fn suggestions_are_json_and_the_same_each_time(definition in definition()) {
        let machine = parse_json_or_yaml(&definition, Options::default()).machine;
        let machine = machine.expect("generated machines are read");
        let (first, second) = (Expectations::of(&machine), Expectations::of(&machine));
        prop_assert_eq!(first.input(), second.input());
        let text = Json::parse(first.input_text()).ok();
        prop_assert_eq!(text.as_ref(), Some(first.input()));
        for state in machine.all_states() {
            let answers = [&first, &second].map(|it| it.complete(&state.name, json!({})));
            prop_assert_eq!(&answers[0], &answers[1]);
            // What has been completed has nothing left to be completed.
            let again = first.complete(&state.name, answers[0].clone());
            prop_assert_eq!(&answers[0], &again);
        }
    }
}
