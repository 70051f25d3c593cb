// DynamoDB's items as plain objects: `@aws-sdk/lib-dynamodb` and `@aws-sdk/util-dynamodb`.

/** `{ a: 1 }` as `{ a: { N: "1" } }`. */
export function marshall(object) {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, attribute(value)]));
}

export function unmarshall(item) {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, plain(value)]));
}

function attribute(value) {
  switch (typeof value) {
    case "string": return { S: value };
    case "number":
    case "bigint": return { N: String(value) };
    case "boolean": return { BOOL: value };
    default: break;
  }
  if (value === null || value === undefined) return { NULL: true };
  if (Array.isArray(value)) return { L: value.map(attribute) };
  if (value instanceof Set) {
    const items = [...value];
    return typeof items[0] === "number" ? { NS: items.map(String) } : { SS: items };
  }
  return { M: marshall(value) };
}

function plain(value) {
  const [[type, content]] = Object.entries(value);
  switch (type) {
    case "N": return Number(content);
    case "NULL": return null;
    case "L": return content.map(plain);
    case "M": return unmarshall(content);
    case "SS": return new Set(content);
    case "NS": return new Set(content.map(Number));
    default: return content;
  }
}

/** The members of requests and responses that hold items. */
const REQUEST = ["Key", "Item", "ExpressionAttributeValues", "ExclusiveStartKey"];
const RESPONSE = ["Item", "Attributes", "LastEvaluatedKey"];

const mapped = (object, names, map) => Object.fromEntries(
  Object.entries(object).map(([name, value]) => [name, names.includes(name) && value ? map(value) : value]),
);
const requestOf = (params) => mapped(params, REQUEST, marshall);
const responseOf = (result) => {
  const response = mapped(result, RESPONSE, unmarshall);
  return Array.isArray(response.Items) ? { ...response, Items: response.Items.map(unmarshall) } : response;
};

export const toItem = Object.assign((object) => marshall(object), { request: requestOf });
export const fromItem = Object.assign((item) => unmarshall(item), { response: responseOf });

/** `@aws-sdk/lib-dynamodb`: its client is the plain one, its commands translate. */
export function documentClient() {
  const commands = {
    GetCommand: "getItem", PutCommand: "putItem", UpdateCommand: "updateItem",
    DeleteCommand: "deleteItem", QueryCommand: "query", ScanCommand: "scan",
  };
  const made = Object.entries(commands).map(([name, action]) => [name, class {
    constructor(input) {
      this.input = input;
    }

    async perform(send) {
      return responseOf(await send(action, requestOf(this.input ?? {})));
    }
  }]);
  const DynamoDBDocumentClient = { from: (client) => client };
  return { DynamoDBDocumentClient, DynamoDBDocument: DynamoDBDocumentClient, ...Object.fromEntries(made) };
}
