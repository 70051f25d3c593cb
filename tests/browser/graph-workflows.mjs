// Workflows of any number of states, as texts.

/** A chain of states, every fifth with a way that skips two. */
export function chain(length) {
  const States = {};
  for (let n = 1; n <= length; n += 1) {
    const next = n === length ? { End: true } : { Next: `State ${n + 1}` };
    States[`State ${n}`] = n % 5 === 0
      ? {
        Type: "Choice",
        Choices: [{ Variable: "$.skip", BooleanEquals: true, Next: `State ${Math.min(n + 3, length)}` }],
        Default: n === length ? "State 1" : `State ${n + 1}`,
      }
      : { Type: "Pass", ...next };
  }
  return JSON.stringify({ StartAt: "State 1", States });
}

/** Blocks of eighteen states in a row: choices that meet again, Parallels, a Map in a Map, loops, one handler for all. */
export function blocks(length) {
  const Pass = (Next) => (Next ? { Type: "Pass", Next } : { Type: "Pass", End: true });
  const Catch = [{ ErrorEquals: ["States.ALL"], Next: "Handler" }];
  const States = {};
  const n_blocks = Math.floor((length - 1) / 18);
  const n_more = (length - 1) % 18;
  for (let n = 0; n < n_blocks; n += 1) {
    const of = (name) => `${name} ${n + 1}`;
    const inside = (...names) => ({
      StartAt: of(names[0]),
      States: Object.fromEntries(names.map((name, i) => [of(name), Pass(names[i + 1] && of(names[i + 1]))])),
    });
    const each = { Type: "Map", ItemProcessor: inside("Look", "Note"), End: true };
    Object.assign(States, {
      [of("Ask")]: {
        Type: "Choice",
        Choices: ["Left", "Middle"].map((name, i) => ({ Variable: "$.n", NumericEquals: i, Next: of(name) })),
        Default: of("Right"),
      },
      ...Object.fromEntries(["Left", "Middle", "Right"].map((name) => [of(name), Pass(of("Both"))])),
      [of("Both")]: { Type: "Parallel", Branches: [inside("Pack", "Weigh", "Send"), inside("Bill", "Book")], Catch, Next: of("Each") },
      [of("Each")]: {
        Type: "Map",
        ItemProcessor: { StartAt: of("Inner"), States: { [of("Inner")]: each } },
        Catch,
        Next: of("Again"),
      },
      [of("Again")]: {
        Type: "Choice",
        Choices: [{ Variable: "$.again", BooleanEquals: true, Next: of("Both") }],
        Default: of("Wait"),
      },
      [of("Wait")]: { Type: "Wait", Seconds: 1, Next: of("Work") },
      [of("Work")]: { Type: "Task", Resource: "arn:aws:lambda:us-east-1:123456789012:function:work", Catch, Next: of("Rest") },
      [of("Rest")]: n + 1 < n_blocks ? Pass(`Ask ${n + 2}`) : Pass(n_more > 0 && "More 1"),
    });
  }
  for (let n = 1; n <= n_more; n += 1) States[`More ${n}`] = Pass(n < n_more && `More ${n + 1}`);
  States.Handler = { Type: "Fail", Error: "Unhandled" };
  return JSON.stringify({ StartAt: "Ask 1", States }, null, 2);
}
