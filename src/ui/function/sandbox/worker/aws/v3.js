// `@aws-sdk/client-…`, version 3: `new SFNClient().send(new SendTaskSuccessCommand({…}))`.

import { withRefusal } from "./index.js";
import { lower, request, services, upper } from "./services.js";

/** The exports of a client's package. */
export function makeClient(call, service, region) {
  const { v3, actions, exceptions, package: name } = services[service];
  const ServiceException = class extends Error {
    constructor({ name, message, requestId }) {
      super(message);
      this.name = name;
      this.$fault = "client";
      this.$metadata = { httpStatusCode: 400, requestId, attempts: 1, totalRetryDelay: 0 };
    }
  };
  const classes = Object.fromEntries(exceptions.map((name) => [name, named(name, class extends ServiceException {})]));
  const perform = async (action, input) => {
    try {
      const output = await request(call, service, action, input ?? {});
      return { $metadata: { httpStatusCode: 200, attempts: 1, totalRetryDelay: 0 }, ...readable(service, output) };
    } catch (refusal) {
      throw new (classes[refusal.name] ?? ServiceException)(refusal);
    }
  };

  const Client = named(`${v3}Client`, class {
    constructor(config = {}) {
      this.config = { region: async () => config.region ?? region, ...config };
      this.middlewareStack = { add() {}, addRelativeTo() {}, remove() {}, use() {} };
    }

    send(command, ...rest) {
      const callback = rest.find((argument) => typeof argument === "function");
      if (command?.service !== service && !command?.perform) {
        const sent = Promise.reject(new TypeError(`${v3}Client.send needs a command of ${name}`));
        return callback ? void sent.catch((error) => callback(error)) : sent;
      }
      const sent = command.perform ? command.perform(perform) : perform(command.action, command.input);
      return callback ? void sent.then((data) => callback(null, data), (error) => callback(error)) : sent;
    }

    destroy() {}
  });

  const exported = { [`${v3}Client`]: Client, ...classes, [`${v3}ServiceException`]: ServiceException };
  const Facade = named(v3, class extends Client {});
  for (const action of Object.keys(actions)) {
    const commandName = `${upper(action)}Command`;
    exported[commandName] = named(commandName, class {
      constructor(input) {
        Object.assign(this, { input, service, action });
      }
    });
    Facade.prototype[lower(action)] = function perform(input, ...rest) {
      return this.send(new exported[commandName](input), ...rest);
    };
  }
  exported[v3] = Facade;
  return withRefusal(exported, `require('${name}')`);
}

const named = (name, made) => Object.defineProperty(made, "name", { value: name });

/** Version 3 gives bytes where the API has them. */
function readable(service, output) {
  const text = service === "lambda" ? output.Payload : service === "s3" ? output.Body : undefined;
  if (typeof text !== "string") return output;
  const bytes = Object.assign(new TextEncoder().encode(text), {
    transformToString: (encoding) => text,
  });
  return service === "lambda" ? { ...output, Payload: bytes } : { ...output, Body: { transformToString: async () => text } };
}
