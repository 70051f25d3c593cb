// The AWS SDK for JavaScript, both versions, as modules for `require`.

import { documentClient, marshall, unmarshall } from "./document.js";
import { services } from "./services.js";
import { makeSdk2 } from "./v2.js";
import { makeClient } from "./v3.js";

/** By module name. `call(service, action, parameters)` sends a request to the page. */
export function makeAws(call, { region, runtime, warn }) {
  const modules = {};
  const lazily = (name, make) => {
    let made;
    modules[name] = Object.assign(() => (made ??= make()), { isLazy: true });
  };
  lazily("aws-sdk", () => {
    if (Number(/\d+/.exec(runtime)?.[0]) >= 18) {
      warn(`On AWS ${runtime} has no module 'aws-sdk': bring it along, or use '@aws-sdk/client-sfn'`);
    }
    return makeSdk2(call, region);
  });
  lazily("aws-sdk/clients/stepfunctions", () => makeSdk2(call, region).StepFunctions);
  for (const [service, { package: name }] of Object.entries(services)) {
    lazily(name, () => makeClient(call, service, region));
  }
  lazily("@aws-sdk/lib-dynamodb", () => documentClient());
  lazily("@aws-sdk/util-dynamodb", () => ({ marshall, unmarshall }));
  return modules;
}

/** Refuses, with a list of what there is, whatever an object has not got. */
export function withRefusal(there, of) {
  const names = Object.keys(there);
  return new Proxy(there, {
    get(target, name) {
      if (name in target || typeof name === "symbol" || ["then", "toJSON", "default", "__esModule"].includes(name)) return target[name];
      throw new Error(`${of}.${name} is not stood in for by Signalbox. What is: ${names.join(", ")}`);
    },
  });
}
