// What of AWS's API a function can reach here: one table for both versions of the SDK.

/**
 * By the name that SDK integrations have: the class of version 2, the package and the classes of
 * version 3, whether members begin with a small letter, and the actions with what they require.
 */
export const services = {
  sfn: {
    v2: "StepFunctions", package: "@aws-sdk/client-sfn", v3: "SFN", isCamel: true,
    actions: {
      sendTaskSuccess: ["taskToken", "output"],
      sendTaskFailure: ["taskToken"],
      sendTaskHeartbeat: ["taskToken"],
      startExecution: ["stateMachineArn"],
    },
    texts: ["taskToken", "output", "error", "cause", "stateMachineArn", "name", "input"],
    exceptions: [
      "TaskTimedOut", "InvalidToken", "InvalidOutput", "TaskDoesNotExist", "ExecutionAlreadyExists",
      "ExecutionLimitExceeded", "InvalidArn", "InvalidExecutionInput", "InvalidName",
      "StateMachineDoesNotExist", "ValidationException",
    ],
  },
  sqs: {
    v2: "SQS", package: "@aws-sdk/client-sqs", v3: "SQS",
    actions: { sendMessage: ["QueueUrl", "MessageBody"] },
    texts: ["QueueUrl", "MessageBody"],
    exceptions: ["QueueDoesNotExist", "InvalidMessageContents"],
  },
  sns: {
    v2: "SNS", package: "@aws-sdk/client-sns", v3: "SNS",
    actions: { publish: ["Message"] },
    texts: ["TopicArn", "Message", "Subject"],
    exceptions: ["NotFoundException", "InvalidParameterException"],
  },
  lambda: {
    v2: "Lambda", package: "@aws-sdk/client-lambda", v3: "Lambda",
    actions: { invoke: ["FunctionName"] },
    texts: ["FunctionName", "InvocationType"],
    exceptions: ["ResourceNotFoundException"],
  },
  dynamodb: {
    v2: "DynamoDB", package: "@aws-sdk/client-dynamodb", v3: "DynamoDB",
    actions: {
      getItem: ["TableName", "Key"], putItem: ["TableName", "Item"], updateItem: ["TableName", "Key"],
      deleteItem: ["TableName", "Key"], query: ["TableName"], scan: ["TableName"],
    },
    texts: ["TableName"],
    exceptions: ["ResourceNotFoundException", "ConditionalCheckFailedException"],
  },
  s3: {
    v2: "S3", package: "@aws-sdk/client-s3", v3: "S3",
    actions: { putObject: ["Bucket", "Key"], getObject: ["Bucket", "Key"], listObjectsV2: ["Bucket"] },
    texts: ["Bucket", "Key"],
    exceptions: ["NoSuchKey"],
  },
};

export const upper = (name) => name[0].toUpperCase() + name.slice(1);
export const lower = (name) => name[0].toLowerCase() + name.slice(1);

/**
 * Sends a request and gives the response as the service has it. `call(service, action, parameters)`
 * is the way to the page.
 */
export async function request(call, service, action, parameters) {
  const { isCamel } = services[service];
  const entries = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const sent = Object.fromEntries(entries.map(([name, value]) => [isCamel ? upper(name) : name, sendable(name, value)]));
  const result = (await call(service, action, sent)) ?? {};
  return Object.fromEntries(Object.entries(result).map(([name, value]) => [
    isCamel ? lower(name) : name, name === "StartDate" ? new Date(value) : value,
  ]));
}

/** A Payload may be bytes; everything else is JSON. */
function sendable(name, value) {
  if (ArrayBuffer.isView(value)) return new TextDecoder().decode(value);
  return name === "Payload" && typeof value !== "string" ? JSON.stringify(value) : value;
}
