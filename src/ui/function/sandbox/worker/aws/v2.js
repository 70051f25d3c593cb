// `aws-sdk`, version 2: `new AWS.StepFunctions().sendTaskSuccess(params).promise()`, or with a
// callback.

import { fromItem, toItem } from "./document.js";
import { withRefusal } from "./index.js";
import { request, services } from "./services.js";

export function makeSdk2(call, region) {
  const config = { region, update(options) { Object.assign(config, options); } };
  const AWS = { config, Config: class { constructor(options) { Object.assign(this, config, options); } } };
  for (const service of Object.keys(services)) AWS[services[service].v2] = serviceClass(call, service, region);
  AWS.DynamoDB.DocumentClient = documentClient(call);
  AWS.DynamoDB.Converter = { marshall: toItem, unmarshall: fromItem };
  return withRefusal(AWS, "AWS");
}

function serviceClass(call, service, region) {
  const { v2, actions } = services[service];
  return class {
    constructor(options = {}) {
      this.config = { region, ...options };
      for (const action of Object.keys(actions)) {
        this[action] = (params, callback) => sent(() => perform(call, service, action, params ?? {}), callback);
      }
      return withRefusal(this, `AWS.${v2}`);
    }
  };
}

/** A request that is sent by `promise()`, by `send()`, or at once when a callback is given. */
function sent(perform, callback) {
  let promise;
  const once = () => (promise ??= perform());
  const tell = (done) => once().then((data) => done(null, data), (error) => done(error, null));
  const listeners = [];
  if (typeof callback === "function") tell(callback);
  return {
    promise: once,
    send(done = () => {}) {
      tell((error, data) => {
        for (const [name, listener] of listeners) {
          if (name === "complete") listener({ error, data });
          if (name === "success" && !error) listener({ data });
          if (name === "error" && error) listener(error);
        }
        done(error, data);
      });
    },
    on(name, listener) {
      listeners.push([name, listener]);
      return this;
    },
  };
}

async function perform(call, service, action, params) {
  const problems = problemsOf(service, action, params);
  if (problems.length > 0) {
    const [first] = problems;
    const isOne = problems.length === 1;
    throw errorOf(
      isOne ? first.code : "MultipleValidationErrors",
      isOne ? first.message : `There were ${problems.length} validation errors:\n${problems.map(({ code, message }) => `* ${code}: ${message}`).join("\n")}`,
    );
  }
  try {
    return await request(call, service, action, params);
  } catch (refusal) {
    throw Object.assign(errorOf(refusal.name, refusal.message), {
      requestId: refusal.requestId, statusCode: 400, retryable: false, retryDelay: 0,
    });
  }
}

/** Version 2 looks at the parameters before it sends them. */
function problemsOf(service, action, params) {
  const { actions, texts } = services[service];
  const missing = actions[action].filter((name) => params[name] === undefined || params[name] === null);
  const mistyped = texts.filter((name) => params[name] !== undefined && params[name] !== null && typeof params[name] !== "string");
  return [
    ...missing.map((name) => ({ code: "MissingRequiredParameter", message: `Missing required key '${name}' in params` })),
    ...mistyped.map((name) => ({ code: "InvalidParameterType", message: `Expected params.${name} to be a string` })),
  ];
}

function errorOf(code, message) {
  const error = new Error(message);
  return Object.assign(error, { name: code, code, time: new Date() });
}

/** `AWS.DynamoDB.DocumentClient`: items as plain objects. */
function documentClient(call) {
  const actions = { get: "getItem", put: "putItem", update: "updateItem", delete: "deleteItem", query: "query", scan: "scan" };
  return class {
    constructor() {
      for (const [name, action] of Object.entries(actions)) {
        this[name] = (params, callback) => sent(
          async () => fromItem.response(await perform(call, "dynamodb", action, toItem.request(params ?? {}))), callback,
        );
      }
    }
  };
}
