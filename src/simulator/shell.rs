//! The AWS CLI commands that do what a button does, quoted for a POSIX shell.

/// `aws stepfunctions send-task-success …`; `output` is JSON text.
pub fn send_task_success(token: &str, output: &str, region: &str) -> String {
    command("send-task-success", &[("task-token", token), ("task-output", output)], region)
}

/// `aws stepfunctions send-task-failure …`; empty texts are left out.
pub fn send_task_failure(token: &str, error: &str, cause: &str, region: &str) -> String {
    let options = [("task-token", token), ("error", error), ("cause", cause)];
    let given: Vec<_> = options.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    command("send-task-failure", &given, region)
}

/// `aws stepfunctions send-task-heartbeat …`.
pub fn send_task_heartbeat(token: &str, region: &str) -> String {
    command("send-task-heartbeat", &[("task-token", token)], region)
}

fn command(verb: &str, options: &[(&str, &str)], region: &str) -> String {
    let mut text = format!("aws stepfunctions {verb}");
    for (name, value) in options.iter().chain(&[("region", region)]) {
        text.push_str(&format!(" --{name} {}", quoted(value)));
    }
    text
}

/// A word of a POSIX shell: as it is where that is safe, in single quotes otherwise.
pub fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=+@%".contains(c);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
