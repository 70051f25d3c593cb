//! Opening what people have: definitions and templates, ours here and those of `../shared/real` (or
//! of the folder `REAL_DIR`).

mod forms;

use std::path::PathBuf;

use signalbox::asl::{Diagnostic, Severity};
use signalbox::import::{Format, Opened, Settings, open, open_with};
use signalbox::services::Outcome;
use signalbox::time::Duration;
use signalbox::value::Json;

const DEFINITION: &str = r#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}}"#;

/// A template whose only state machine's definition is a Pass with the given value as its Result.
fn template_with(value: &str) -> String {
    format!(
        "Parameters:\n  Stage: {{Type: String, Default: dev}}\n  Hosts: {{Type: CommaDelimitedList, \
         Default: 'a, b'}}\n  Secret: {{Type: String}}\nMappings:\n  Sizes:\n    dev: {{count: 1}}\n    \
         prod: {{count: 9}}\nConditions:\n  IsProd: !Equals [!Ref Stage, prod]\n  IsNotProd: !Not \
         [!Condition IsProd]\n  Both: !And [!Condition IsNotProd, !Equals [a, a]]\nResources:\n  \
         Orders: {{Type: AWS::SQS::Queue}}\n  Alerts: {{Type: AWS::SNS::Topic, Properties: \
         {{TopicName: alerts}}}}\n  Machine:\n    Type: AWS::StepFunctions::StateMachine\n    \
         Properties:\n      Definition:\n        StartAt: A\n        States:\n          A: {{Type: \
         Pass, Result: {value}, End: true}}\n"
    )
}

fn result_of(opened: &Opened) -> Option<Json> {
    let definition = Json::parse(&opened.state_machines.first()?.definition).ok()?;
    definition.get("States")?.get("A")?.get("Result").cloned()
}

#[test]
fn functions_of_cloudformation() {
    let queue_url = "https://sqs.ap-northeast-2.amazonaws.com/123456789012/Orders";
    for (written, meant) in [
        ("!Ref Orders", format!("{queue_url:?}")),
        ("!Ref Alerts", "\"arn:aws:sns:ap-northeast-2:123456789012:alerts\"".to_owned()),
        (
            "!Ref Machine",
            "\"arn:aws:states:ap-northeast-2:123456789012:stateMachine:Machine\"".to_owned(),
        ),
        ("!Ref Stage", "\"dev\"".to_owned()),
        ("!Ref Hosts", "[\"a\",\"b\"]".to_owned()),
        ("!Ref Secret", "\"${Secret}\"".to_owned()),
        ("!Ref AWS::Region", "\"ap-northeast-2\"".to_owned()),
        ("!GetAtt Orders.Arn", "\"arn:aws:sqs:ap-northeast-2:123456789012:Orders\"".to_owned()),
        ("!GetAtt [Orders, QueueName]", "\"Orders\"".to_owned()),
        (
            "{'Fn::GetAtt': Orders.Arn}",
            "\"arn:aws:sqs:ap-northeast-2:123456789012:Orders\"".to_owned(),
        ),
        (
            "!Sub '${Stage}-${Orders.QueueName}-${!Literal}-${AWS::AccountId}'",
            "\"dev-Orders-${Literal}-123456789012\"".to_owned(),
        ),
        (
            "!Sub ['${x}/${Stage}/${unknown}', {x: !Ref Alerts}]",
            "\"arn:aws:sns:ap-northeast-2:123456789012:alerts/dev/${unknown}\"".to_owned(),
        ),
        ("!Join ['-', [a, !Ref Stage, 1]]", "\"a-dev-1\"".to_owned()),
        ("!Join [',', !Ref Hosts]", "\"a,b\"".to_owned()),
        ("!Select [1, !Ref Hosts]", "\"b\"".to_owned()),
        ("!Split ['-', a-b]", "[\"a\",\"b\"]".to_owned()),
        ("!If [IsProd, 1, 2]", "2".to_owned()),
        ("!If [Both, yes, no]", "\"yes\"".to_owned()),
        ("[1, !If [IsProd, 2, !Ref AWS::NoValue], 3]", "[1,3]".to_owned()),
        ("!FindInMap [Sizes, !Ref Stage, count]", "1".to_owned()),
        ("!FindInMap [Sizes, nowhere, count, {DefaultValue: !Ref Stage}]", "\"dev\"".to_owned()),
        ("!Base64 'light work.'", "\"bGlnaHQgd29yay4=\"".to_owned()),
        ("!Base64 light", "\"bGlnaHQ=\"".to_owned()),
        ("!ImportValue other-stack", "\"${other-stack}\"".to_owned()),
        ("!GetAZs ''", "[\"ap-northeast-2a\",\"ap-northeast-2b\",\"ap-northeast-2c\"]".to_owned()),
        ("!ToJsonString {a: !Ref Stage}", "\"{\\\"a\\\":\\\"dev\\\"}\"".to_owned()),
        ("{a: {b: !Ref Stage}}", "{\"a\":{\"b\":\"dev\"}}".to_owned()),
        ("'012345678901'", "\"012345678901\"".to_owned()),
        ("012345678901", "\"012345678901\"".to_owned()),
        (
            "[1.5, -2, true, ~, 2012-10-17, 0x10]",
            "[1.5,-2,true,null,\"2012-10-17\",\"0x10\"]".to_owned(),
        ),
    ] {
        let opened = open(&template_with(written), "");
        let result = result_of(&opened).unwrap_or_else(|| panic!("{written}: {opened:?}"));
        assert_eq!(result.to_string(), meant, "{written}");
    }
}

#[test]
fn parameters_and_the_account_can_be_chosen() {
    let mut settings = Settings::default();
    settings.parameters.insert("Stage".into(), "prod".into());
    settings.account.region = "eu-west-1".into();
    let text = template_with("[!Ref Stage, !If [IsProd, 1, 2], !Ref AWS::Region]");
    let opened = open_with(&text, "", &settings);
    assert_eq!(
        result_of(&opened).map(|r| r.to_string()).as_deref(),
        Some("[\"prod\",1,\"eu-west-1\"]")
    );
    let stage = &opened.parameters[0];
    assert_eq!(
        (&*stage.name, stage.default.as_deref(), stage.value.as_deref()),
        ("Stage", Some("dev"), Some("prod"))
    );
}

#[test]
fn what_leads_nowhere_or_in_a_circle_is_told() {
    let opened = open(&template_with("!Ref Nobody"), "");
    assert_eq!(opened.diagnostics[0].message, "Nobody is neither a parameter nor a resource");
    assert_eq!(&*opened.state_machines[0].placeholders[0].name, "Nobody");

    let circle = "Conditions:\n  A: !Condition B\n  B: !Not [!Condition A]\nResources:\n  \
                  P: {Type: AWS::SQS::Queue, Condition: A, Properties: {QueueName: !GetAtt Q.QueueName}}\n  \
                  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt P.QueueName}}\n";
    let opened = open(circle, "");
    let messages: Vec<&str> = opened.diagnostics.iter().map(|found| &*found.message).collect();
    assert!(messages.contains(&"The template has no state machine"), "{messages:?}");
    assert!(messages.contains(&"The template refers to itself in a circle"), "{messages:?}");
}

#[test]
fn a_definition_is_opened_however_it_is_written() {
    let yaml = "StartAt: A\nStates:\n  A:\n    Type: Succeed\n";
    let wrapped = Json::from(DEFINITION).to_string();
    let described =
        format!("{{\"name\": \"Mine\", \"type\": \"EXPRESS\", \"definition\": {wrapped}}}");
    for (text, name) in [(DEFINITION, "x"), (yaml, "x"), (&wrapped, "x"), (&described, "Mine")] {
        let opened = open(text, "x");
        assert_eq!(opened.format, Format::Definition);
        let [machine] = &opened.state_machines[..] else { panic!("{text}: {opened:?}") };
        assert!(machine.machine.is_some(), "{text}: {opened:?}");
        assert_eq!(&*machine.name, name);
        assert_eq!(Json::parse(&machine.definition).ok(), Json::parse(DEFINITION).ok(), "{text}");
        assert!(opened.diagnostics.is_empty(), "{text}: {:?}", opened.diagnostics);
    }
    assert_eq!(&*open(DEFINITION, "x").state_machines[0].definition, DEFINITION);
}

#[test]
fn placeholders_are_asked_for_and_filled_in() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Task", "Resource": "${Function}", "Comment": "${Function} and ${AWS::Region}", "End": true}}}"#;
    let opened = open(text, "x");
    let found = &opened.state_machines[0].placeholders;
    let names: Vec<&str> = found.iter().map(|placeholder| &*placeholder.name).collect();
    assert_eq!(names, ["Function", "AWS::Region"]);
    assert_eq!(&text[found[0].span.clone()], "\"${Function}\"");

    let mut settings = Settings::default();
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:f";
    settings.placeholders.insert("Function".into(), arn.into());
    let opened = open_with(text, "x", &settings);
    assert!(opened.state_machines[0].definition.contains(arn));
    assert_eq!(opened.state_machines[0].placeholders.len(), 1);
}

#[test]
fn mistakes_in_a_wrapped_definition_stand_where_they_stand() {
    let in_yaml = "Resources:\n  M:\n    Type: AWS::StepFunctions::StateMachine\n    Properties:\n      \
                   DefinitionString: !Sub\n        - |-\n          {\n            \"StartAt\": \"A\",\n\n            \
                   \"States\": {\n              \"A\": {\"Type\": \"Pass\", \"Comment\": \"${Long}\", \
                   \"Next\": \"Nowhere\"}}\n          }\n        - {Long: something very much longer}\n";
    let in_json = "{\"Resources\": {\"M\": {\"Type\": \"AWS::StepFunctions::StateMachine\", \
                   \"Properties\": {\"DefinitionString\": {\"Fn::Join\": [\"\", \
                   [\"{\\n\\\"StartAt\\\": \\\"A\\\", \\\"States\\\": {\\\"A\\\": \", {\"Ref\": \"AWS::NoValue\"}, \
                   \"{\\\"Type\\\": \\\"Pass\\\", \\\"Next\\\": \\\"Nowhere\\\"}}}\"]]}}}}}";
    // NoValue is no text, so that list cannot be joined; without it, it can.
    let in_json = in_json.replace("{\"Ref\": \"AWS::NoValue\"}, ", "");
    for text in [in_yaml, &in_json] {
        let opened = open(text, "");
        let found = opened.diagnostics.iter().find(|found| found.message.contains("target"));
        let found = found.unwrap_or_else(|| panic!("{opened:#?}"));
        let pointed = text[found.span.clone()].trim_matches(['"', '\\']);
        assert_eq!(pointed, "Nowhere", "{text}");
    }
}

#[test]
fn broken_texts_are_told_with_a_place() {
    for text in
        ["", "{", "a: [", "a: *b", "{\"a\": 1,}", "- x\n y: {", "!Sub", "Resources: 1", "\"x"]
    {
        let opened = open(text, "x");
        assert!(opened.state_machines.iter().all(|machine| machine.machine.is_none()), "{text}");
        assert!(opened.diagnostics.iter().any(|found| found.severity == Severity::Error), "{text}");
        for found in &opened.diagnostics {
            assert!(text.get(found.span.clone()).is_some(), "{text}: {found:?}");
        }
    }
    let bomb: String = (1..40).map(|n| format!("a{n}: &a{n} [*a{0}, *a{0}]\n", n - 1)).collect();
    let opened = open(&format!("a0: &a0 x\n{bomb}"), "x");
    assert!(opened.diagnostics[0].message.contains("aliases"), "{:?}", opened.diagnostics);
    assert!(!open(&"[".repeat(100_000), "x").diagnostics.is_empty());
    assert!(!open(&"- ".repeat(100_000), "x").diagnostics.is_empty());
}

#[test]
fn resources_become_mocks() {
    let text = "Globals:\n  Function: {Timeout: 7, Runtime: nodejs22.x}\nResources:\n  \
        Sub: {Type: AWS::SNS::Subscription, Properties: {TopicArn: !Ref News, Protocol: sqs, Endpoint: !GetAtt Jobs.Arn, RawMessageDelivery: 'true'}}\n  \
        News: {Type: AWS::SNS::Topic, Properties: {Subscription: [{Protocol: email, Endpoint: a@example.com}]}}\n  \
        Jobs: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true, ContentBasedDeduplication: true, DelaySeconds: '5', KmsMasterKeyId: k, RedrivePolicy: {deadLetterTargetArn: 'arn:aws:sqs:us-east-1:1:elsewhere', maxReceiveCount: '3'}}}\n  \
        Work: {Type: AWS::Serverless::Function, Properties: {Handler: index.handler, InlineCode: 'exports.handler = 1', Environment: {Variables: {Q: !Ref Jobs}}, Events: {E: {Type: SQS, Properties: {Queue: !GetAtt Jobs.Arn, BatchSize: 2}}, N: {Type: SNS, Properties: {Topic: !Ref News}}}}}\n  \
        Store: {Type: AWS::Serverless::SimpleTable, Properties: {PrimaryKey: {Name: pk, Type: String}}}\n  \
        Act: {Type: AWS::StepFunctions::Activity, Properties: {Name: act}}\n  \
        Bucket: {Type: AWS::S3::Bucket}\n  \
        Flow: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionUri: flow.asl.json, Type: EXPRESS}}\n  \
        Other: {Type: AWS::Serverless::StateMachine, Properties: {DefinitionSubstitutions: {T: !Ref News}, Definition: {StartAt: A, States: {A: {Type: Pass, Result: '${T} ${U}', End: true}}}}}\n";
    let opened = open(text, "");
    let resources = &opened.resources;
    let [jobs, elsewhere] = &resources.queues[..] else { panic!("{:?}", resources.queues) };
    assert_eq!(&*jobs.name, "Jobs.fifo");
    assert_eq!(
        (jobs.delay, jobs.visibility_timeout),
        (Duration::from_secs(5), Duration::from_secs(30))
    );
    assert!(jobs.content_based_deduplication);
    let policy = jobs.redrive_policy.as_ref().expect("it has one");
    assert_eq!((&*policy.dead_letter_queue, policy.max_receive_count), ("elsewhere", 3));
    assert_eq!(&*elsewhere.name, "elsewhere");

    let [news] = &resources.topics[..] else { panic!("{:?}", resources.topics) };
    let subscriptions: Vec<(&str, &str, bool)> = news
        .subscriptions
        .iter()
        .map(|s| (&*s.protocol, &*s.endpoint, s.raw_message_delivery))
        .collect();
    assert_eq!(
        subscriptions,
        [("email", "a@example.com", false), ("sqs", "Jobs.fifo", true), ("lambda", "Work", false)]
    );

    let [work] = &resources.functions[..] else { panic!("{:?}", resources.functions) };
    assert_eq!(
        (&*work.runtime, work.timeout, work.code.as_deref()),
        ("nodejs22.x", Duration::from_secs(7), Some("exports.handler = 1"))
    );
    assert_eq!(work.environment.len(), 1);
    let [mapping] = &resources.event_source_mappings[..] else { panic!("{resources:?}") };
    assert_eq!(
        (&*mapping.queue, &*mapping.function, mapping.batch_size, mapping.enabled),
        ("Jobs.fifo", "Work", 2, true)
    );
    assert_eq!(resources.tables[0].key[..], ["pk".into()]);
    assert_eq!(opened.activities[..], ["act".into()]);

    let ignored: Vec<&str> = opened.ignored.iter().map(|ignored| &*ignored.what).collect();
    assert_eq!(ignored, ["AWS::SQS::Queue Jobs.KmsMasterKeyId", "AWS::S3::Bucket Bucket"]);
    let [flow, other] = &opened.state_machines[..] else { panic!("{:?}", opened.state_machines) };
    assert_eq!(flow.needed_file.as_deref(), Some("flow.asl.json"));
    assert_eq!(flow.workflow_type, signalbox::asl::WorkflowType::Express);
    assert!(other.definition.contains("arn:aws:sns:ap-northeast-2:123456789012:News ${U}"));
    assert_eq!(&*other.placeholders[0].name, "U");
}

/// What of Terraform's is opened: the machines' names, their placeholders and the value of state
/// A's Result, or the file that holds the definition.
#[test]
fn terraform_as_far_as_its_definitions_go() {
    let block = |definition: &str| {
        format!(
            "# ours\nresource \"aws_iam_role\" \"r\" {{\n  name = \"r\"\n}}\n\nresource \
             \"aws_sfn_state_machine\" \"label\" {{\n  name     = \"flow\"\n  tracing_configuration \
             {{ enabled = true }}\n  role_arn = aws_iam_role.r.arn // a role\n  definition = \
             {definition}\n}}\n"
        )
    };
    let pass = |result: &str| {
        format!(
            r#"{{"StartAt": "A", "States": {{"A": {{"Type": "Pass", "Result": {result}, "End": true}}}}}}"#
        )
    };
    let quoted = Json::from(pass("1").as_str()).to_string();
    let plan = |values: &str| {
        format!(
            r#"{{"planned_values": {{"root_module": {{"child_modules": [{{"resources": [{{"type": "aws_sfn_state_machine", "name": "label", "values": {values}}}]}}]}}}}}}"#
        )
    };
    for (text, expected) in [
        (block(&format!("<<EOF\n{}\nEOF", pass("\"${var.a}\""))), "flow [var.a] \"${var.a}\""),
        (block(&format!("<<-JSON\n  {}\n  JSON", pass("${var.n}"))), "flow [var.n] \"${var.n}\""),
        (block(&quoted), "flow [] 1"),
        (
            block(
                "jsonencode({\n    StartAt = \"A\"\n    \"States\" : { # all\n      A = {\n        Type = \
                 \"Pass\",\n        Result = { n = -1.5, on = true, none = null, list = [\"x\", \
                 aws_sqs_queue.q[0].url, lower(\"Y\")], text = \"${var.a}-\\\"b\\\"\" }\n        End = \
                 true\n      }\n    }\n  })",
            ),
            "flow [aws_sqs_queue.q[0].url var.a] {\"n\":-1.5,\"on\":true,\"none\":null,\
             \"list\":[\"x\",\"${aws_sqs_queue.q[0].url}\",\"${lower(\\\"Y\\\")}\"],\
             \"text\":\"${var.a}-\\\"b\\\"\"}",
        ),
        (
            block("templatefile(\"${path.module}/flow.asl.json\", { q = 1 })"),
            "flow needs flow.asl.json",
        ),
        (block("file(\"flow.asl.json\")"), "flow needs flow.asl.json"),
        (block("data.template_file.flow.rendered"), "known to Terraform only"),
        (
            block("data.template_file.flow.rendered")
                + "data \"template_file\" \"other\" {\n  template = file(\"other.json\")\n}\ndata \
                   \"template_file\" \"flow\" {\n  template = \"${file(\"${path.module}/x\")}\"\n}\n",
            "flow needs x",
        ),
        (block("\"${local.a}${local.b}\""), "flow [local.a local.b] null"),
        (
            block("data.template_file.flow.rendered")
                + "data \"template_file\" \"flow\" {\n  vars = { a = 1 }\n  template = \
                   file(\"${path.module}/flow.json\")\n}\n",
            "flow needs flow.json",
        ),
        (
            block("local.flow")
                + "locals {\n  other = 1\n}\n\nlocals {\n  flow = yamlencode(local.written)\n  \
                   written = { StartAt = \"A\", States = { A = { Type = \"Pass\", Result = [for q in \
                   var.qs : q], End = true } } }\n}\n",
            "flow [for q in var.qs : q]",
        ),
        (block("jsonencode(yamldecode(file(\"flow.yaml\")))"), "flow needs flow.yaml"),
        (block("local.flow") + "locals {\n  flow = local.flow\n}\n", "known to Terraform only"),
        (
            r#"{"resource": {"aws_sfn_state_machine": {"label": {"definition": "{}"}}}}"#
                .replace("\"{}\"", &quoted),
            "label [] 1",
        ),
        (plan(&format!("{{\"name\": \"flow\", \"definition\": {quoted}}}")), "flow [] 1"),
    ] {
        let opened = open(&text, "x");
        let found = match &opened.state_machines[..] {
            [machine] => match &machine.needed_file {
                Some(file) => format!("{} needs {file}", machine.name),
                None => {
                    let names: Vec<&str> = machine.placeholders.iter().map(|p| &*p.name).collect();
                    let result = result_of(&opened).unwrap_or_default();
                    format!("{} [{}] {result}", machine.name, names.join(" "))
                }
            },
            _ => opened.diagnostics.iter().map(|found| found.message.clone()).collect(),
        };
        assert!(found.contains(expected), "{text}\n  expected {expected}\n  found {found}");
        for found in &opened.diagnostics {
            assert!(text.get(found.span.clone()).is_some(), "{found:?} is not of the text");
        }
    }
}

#[test]
fn placeholders_may_stand_without_quotes() {
    let text = r#"{"StartAt": "A", "States": {"A": {"Type": "Pass", "Result": {"n": ${n}, "o": ${ o }, "t": "${n} \"{"}, "End": ${end}}}}"#;
    let opened = open(text, "x");
    assert!(opened.is_usable(), "{:?}", opened.diagnostics);
    let names: Vec<&str> = opened.state_machines[0].placeholders.iter().map(|p| &*p.name).collect();
    assert_eq!(names, ["n", "o", "end"]);
    let values = [("n", "5"), ("o", "{\"a\": [true]}"), ("end", "true")];
    let placeholders = values.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let filled = open_with(text, "x", &Settings { placeholders, ..Settings::default() });
    assert_eq!(filled.diagnostics, []);
    let result = result_of(&filled).expect("the definition is JSON then");
    assert_eq!(result.to_string(), r#"{"n":5,"o":{"a":[true]},"t":"5 \"{"}"#);
}

#[test]
fn loops_are_written_out() {
    let text = "Transform: AWS::LanguageExtensions\nParameters:\n  Names: {Type: CommaDelimitedList, \
                Default: 'a-1,b'}\nResources:\n  Fn::ForEach::Queues:\n    - Name\n    - !Ref Names\n    \
                - Queue&{Name}:\n        Type: AWS::SQS::Queue\n        Properties: {QueueName: !Ref \
                Name}\n  Fn::ForEach::Flows:\n    - Name\n    - [X, Y]\n    - Flow${Name}:\n        Type: \
                AWS::StepFunctions::StateMachine\n        Properties:\n          Definition:\n            \
                StartAt: A\n            States: {A: {Type: Pass, Result: [!Sub '${Name}!', !GetAtt \
                Queuea1.Arn], End: true}}\n  Fn::ForEach::Unknown: [Name, !Ref Nothing, {}]\n";
    let opened = open(text, "x");
    let queues: Vec<&str> = opened.resources.queues.iter().map(|queue| &*queue.name).collect();
    assert_eq!(queues, ["a-1", "b"]);
    let flows: Vec<&str> = opened.state_machines.iter().map(|flow| &*flow.name).collect();
    assert_eq!(flows, ["FlowX", "FlowY"]);
    let result = result_of(&opened).expect("the definition is an object");
    assert_eq!(result.to_string(), r#"["X!","arn:aws:sqs:ap-northeast-2:123456789012:a-1"]"#);
    let told: Vec<&str> = opened.diagnostics.iter().map(|found| &*found.message).collect();
    assert!(told.iter().any(|told| told.contains("Fn::ForEach::Unknown")), "{told:?}");
}

#[test]
fn a_definition_that_is_not_in_the_template_is_named_or_missed() {
    let machine = |properties: &str| {
        format!(
            "Resources:\n  M:\n    Type: AWS::Serverless::StateMachine\n    Properties: {properties}\n"
        )
    };
    let include = "{Fn::Transform: {Name: AWS::Include, Parameters: {Location: s3://b/d.yaml}}}";
    for (properties, file) in [
        ("{DefinitionUri: a/b.asl.json}".to_owned(), Some("a/b.asl.json")),
        ("{DefinitionUri: {Bucket: b, Key: k}}".to_owned(), Some("s3://b/k")),
        ("{DefinitionS3Location: {Bucket: b, Key: k}}".to_owned(), Some("s3://b/k")),
        (format!("{{Definition: {include}}}"), Some("s3://b/d.yaml")),
        (include.to_owned(), Some("s3://b/d.yaml")),
        ("{Role: r}".to_owned(), None),
    ] {
        let opened = open(&machine(&properties), "x");
        assert_eq!(opened.state_machines[0].needed_file.as_deref(), file, "{properties}");
        let is_missed = opened.diagnostics.iter().any(|it| it.message.contains("no definition"));
        assert_eq!(is_missed, file.is_none(), "{properties}: {:?}", opened.diagnostics);
    }
    let text = machine("{DefinitionString: {StartAt: A, States: {A: {Type: Succeed}}}}");
    assert!(open(&text, "x").is_usable(), "an object is read where a text should be");
}

#[test]
fn the_workshop_opens_unmodified() {
    let folder = std::env::var_os("REAL_DIR").map_or("../shared/real".into(), PathBuf::from);
    let read = |path: &str| std::fs::read_to_string(folder.join(path));
    if read("workshop/module_4.yml").is_err() {
        println!("skipped: there is no workshop in {}", folder.display());
        return;
    }
    for (module, n_machines, n_states) in
        [(1, 1, 2), (2, 1, 2), (3, 1, 3), (4, 1, 3), (5, 1, 1), (10, 2, 5)]
    {
        let text = read(&format!("workshop/module_{module}.yml")).expect("all modules are there");
        let opened = open(&text, "");
        assert_eq!(opened.format, Format::Template);
        let is_hint = |found: &Diagnostic| found.severity == Severity::Hint;
        assert!(opened.diagnostics.iter().all(is_hint), "{module}: {:?}", opened.diagnostics);
        let machines = opened.state_machines.iter().filter_map(|opened| opened.machine.as_ref());
        let sizes: Vec<usize> = machines.map(|machine| machine.all_states().len()).collect();
        assert_eq!(
            (sizes.len(), sizes.iter().sum::<usize>()),
            (n_machines, n_states),
            "module {module}"
        );
        assert!(opened.state_machines.iter().all(|machine| machine.placeholders.is_empty()));
    }
    let opened = open(&read("workshop/module_4.yml").expect("it was there"), "");
    let [queue, dead_letters] = &opened.resources.queues[..] else { panic!("{opened:?}") };
    assert_eq!(queue.visibility_timeout, Duration::from_secs(30));
    let policy = queue.redrive_policy.as_ref().expect("it has one");
    assert_eq!((&policy.dead_letter_queue, policy.max_receive_count), (&dead_letters.name, 1));
    let [function] = &opened.resources.functions[..] else { panic!("{opened:?}") };
    assert_eq!(function.timeout, Duration::from_secs(25));
    assert!(function.code.as_ref().is_some_and(|code| code.contains("sendTaskSuccess")));
    assert_eq!(opened.resources.event_source_mappings[0].queue, queue.name);
    assert_eq!(opened.state_machines[0].input, Some(Json::empty_object()));
}

#[test]
fn templates_that_people_wrote_open() {
    let folder = std::env::var_os("REAL_DIR").map_or("../shared/real".into(), PathBuf::from);
    let entries = std::fs::read_dir(folder.join("definitions")).into_iter().flatten().flatten();
    let mut n_opened = 0;
    for path in entries.map(|entry| entry.path()) {
        let text = std::fs::read_to_string(&path).expect("a definition is text");
        let opened = open(&text, "x");
        let errors = opened.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        let errors: Vec<_> = errors.collect();
        assert!(opened.is_usable() && errors.is_empty(), "{}: {errors:?}", path.display());
        n_opened += 1;
    }
    println!("{n_opened} opened");
}

#[test]
fn a_history_tells_what_answered_the_tasks() {
    let event = |id: i64, previous: i64, seconds: f64, kind: &str, details: &str| {
        format!(
            "{{\"id\": {id}, \"previousEventId\": {previous}, \"timestamp\": {seconds}, \
             \"type\": \"{kind}\"{details}}}"
        )
    };
    let ask = ", \"stateEnteredEventDetails\": {\"name\": \"Ask\"}";
    let text = format!(
        "{{\"events\": [{}]}}",
        [
            event(
                1,
                0,
                100.0,
                "ExecutionStarted",
                ", \"executionStartedEventDetails\": {\"input\": \"{\\\"a\\\": 1}\"}"
            ),
            event(2, 0, 100.0, "TaskStateEntered", ask),
            event(3, 2, 100.0, "TaskScheduled", ""),
            event(
                4,
                3,
                107.5,
                "TaskTimedOut",
                ", \"taskTimedOutEventDetails\": {\"error\": \"States.Timeout\"}"
            ),
            event(5, 4, 108.0, "TaskScheduled", ""),
            event(
                6,
                5,
                108.0,
                "TaskSubmitted",
                ", \"taskSubmittedEventDetails\": {\"output\": \"{}\"}"
            ),
            event(
                7,
                6,
                109.0,
                "TaskSucceeded",
                ", \"taskSucceededEventDetails\": {\"output\": \"[2]\"}"
            ),
            event(8, 7, 109.0, "ExecutionSucceeded", ""),
        ]
        .join(", ")
    );
    let recorded = signalbox::import::history::read(&text).expect("it is a history");
    assert_eq!(recorded.input.to_string(), "{\"a\":1}");
    assert_eq!(recorded.last_event, "ExecutionSucceeded");
    let answer = |attempt| recorded.answers.response("Ask", attempt);
    let first = answer(0).expect("the first attempt timed out");
    assert!(first.after > Duration::from_secs(365 * 86_400), "its time runs out before that");
    assert!(
        matches!(&first.outcome, Outcome::Throw(failure) if failure.error.as_deref() == Some("States.Timeout"))
    );
    let second = answer(1).expect("the second attempt was answered");
    assert_eq!(second.outcome, Outcome::Return(Json::array([Json::from(2_usize)])));
    assert!(answer(2).is_none());
    assert!(signalbox::import::history::read("{\"events\": []}").is_err());
}

#[test]
fn what_is_no_definition_is_told_by_its_format() {
    let history = r#"[{"id": 1, "type": "ExecutionStarted", "previousEventId": 0}]"#;
    let mocks = r#"{"StateMachines": {}, "MockedResponses": {}}"#;
    for (text, format) in [
        (history.to_owned(), Format::History),
        (format!(r#"{{"events": {history}}}"#), Format::History),
        (mocks.to_owned(), Format::MockConfig),
    ] {
        let opened = open(&text, "");
        assert_eq!(opened.format, format, "{text}");
        assert_eq!(opened.diagnostics.len(), 1, "{text}");
        assert!(opened.state_machines.is_empty(), "{text}");
    }
}
