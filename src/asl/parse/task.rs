//! `Resource` of a Task, and what AWS asks of the payload that goes there.

use super::place::Place;
use super::reader::{Reader, has_placeholder};
use crate::asl::integration::{self, Integration};
use crate::asl::source::Value;
use crate::asl::{Pattern, QueryLanguage, Resource, WorkflowType};

/// The resource; when it is no resource, still something that can be drawn.
pub(super) fn read_resource(reader: &mut Reader, place: &Place) -> Option<Resource> {
    let arn = reader.string(place, "Resource")?;
    let field = place.field("Resource")?;
    let resource = Resource::parse(&arn);
    // What the placeholder will be is known when the definition is deployed; mostly a function.
    let drawn = || Resource::Lambda { arn: arn.clone() };
    if has_placeholder(&arn) {
        return Some(resource.unwrap_or_else(drawn));
    }
    if !arn.starts_with("arn:") {
        match is_stand_in(&arn) {
            true => {
                let message = "This is to be replaced by an ARN before the definition is deployed";
                reader.advise("resource-to-fill-in", &field, message);
            }
            false => reader.wrong(&field, "Value is not a valid resource ARN"),
        }
        return Some(drawn());
    }
    if !resource.as_ref().is_some_and(is_known) {
        let message = format_args!(
            "The resource provided {arn} is not recognized. The value is not a valid resource \
             ARN, or the resource is not available in this region."
        );
        reader.wrong(&field, message);
    } else if let Some(resource) = &resource
        && reader.workflow_type == WorkflowType::Express
    {
        check_express(reader, &field, resource);
    }
    Some(resource.unwrap_or_else(drawn))
}

/// Whether a text stands for what somebody or a tool writes there: `<arn>`, `{{ arn }}`, `%ARN%`, ….
fn is_stand_in(text: &str) -> bool {
    const MARKS: [(&str, &str); 6] =
        [("<", ">"), ("{{", "}}"), ("#{", "}"), ("%", "%"), ("__", "__"), ("@", "@")];
    MARKS.iter().any(|(start, end)| {
        text.strip_prefix(start).is_some_and(|rest| rest.len() > end.len() && rest.ends_with(end))
    })
}

fn is_known(resource: &Resource) -> bool {
    match resource {
        Resource::Lambda { .. } | Resource::Activity { .. } => true,
        Resource::Integration { service, action, pattern, .. } => {
            integration::find(service, action).is_some_and(|found| found.allows(*pattern))
        }
    }
}

fn check_express(reader: &mut Reader, field: &Place, resource: &Resource) {
    let unsupported = match resource {
        Resource::Lambda { .. } => return,
        Resource::Activity { .. } => "Activity ARN",
        Resource::Integration { pattern, .. } => match pattern {
            Pattern::RequestResponse => return,
            Pattern::Sync | Pattern::Sync2 => "'.sync' service integration",
            // AWS's message ends in a blank.
            Pattern::WaitForTaskToken => "'.waitForTaskToken' service integration ",
        },
    };
    reader.wrong(field, format_args!("Express state machine does not support {unsupported}"));
}

/// Reports what the resource needs and the state does not give.
pub(super) fn check_integration(
    reader: &mut Reader,
    place: &Place,
    resource: &Resource,
    language: QueryLanguage,
) {
    check_credentials(reader, place, resource);
    let Resource::Integration { arn, service, action, pattern } = resource else { return };
    // Of a pattern that the action does not have AWS says no more than that.
    let known = integration::find(service, action).filter(|found| found.allows(*pattern));
    let Some(Integration { required, .. }) = known else { return };
    let name = match language {
        QueryLanguage::JsonPath => "Parameters",
        QueryLanguage::Jsonata => "Arguments",
    };
    let Some(parameters) = place.field(name) else {
        if let Some(field) = place.field("Resource") {
            reader.wrong(&field, format_args!("{name} field is required for resource ARN: {arn}"));
        }
        return;
    };
    if let Value::Object(_) = parameters.node.value {
        for field in required {
            require_parameter(reader, &parameters, field);
        }
    }
}

fn check_credentials(reader: &mut Reader, place: &Place, resource: &Resource) {
    let Some(credentials) = place.field("Credentials") else { return };
    if let Resource::Activity { .. } = resource {
        let message = "The field 'Credentials' is not supported for activities";
        reader.wrong_object(&credentials, message);
    } else if reader.is_object(&credentials) {
        require_parameter(reader, &credentials, "RoleArn");
    }
}

/// A `….$` field counts as the field.
fn require_parameter(reader: &mut Reader, payload: &Place, name: &str) {
    if !payload.has(name) && !payload.has(&format!("{name}.$")) {
        let message = format_args!("The field '{name}' is required but was missing");
        reader.wrong_object(payload, message);
    }
}
