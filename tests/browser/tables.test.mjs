// What a workflow's tables remember, beside its messages.

import assert from "node:assert/strict";

import { drop, hasEnded } from "./app.mjs";
import { desktop, isThere, phone, scenario, shoot } from "./harness.mjs";

const put = (item, next) => ({
  Type: "Task",
  Resource: "arn:aws:states:::dynamodb:putItem",
  Parameters: { TableName: "${Orders}", Item: item },
  ResultPath: null,
  ...(next ? { Next: next } : { End: true }),
});

/** A template, so that the table is there before its first item. */
const TEMPLATE = JSON.stringify({
  Resources: {
    Orders: {
      Type: "AWS::DynamoDB::Table",
      Properties: {
        TableName: "Orders",
        KeySchema: [
          { AttributeName: "customer", KeyType: "HASH" }, { AttributeName: "at", KeyType: "RANGE" },
        ],
        AttributeDefinitions: [
          { AttributeName: "customer", AttributeType: "S" }, { AttributeName: "at", AttributeType: "N" },
        ],
      },
    },
    Flow: {
      Type: "AWS::StepFunctions::StateMachine",
      Properties: {
        DefinitionSubstitutions: { Orders: { Ref: "Orders" } },
        Definition: {
          StartAt: "Later",
          States: {
            Later: put({
              customer: { S: "김민서" }, at: { N: "20" }, status: { S: "PAID" },
              lines: { L: [{ M: { sku: { S: "A-1" }, count: { N: "3" } } }] },
            }, "Earlier"),
            Earlier: put({
              customer: { S: "김민서" }, at: { N: "10" }, status: { S: "NEW" },
              note: { S: "a long text that nobody could read in one line of a table this narrow" },
            }),
          },
        },
      },
    },
  },
});

for (const [size, viewport] of Object.entries({ desktop, phone })) {
  for (const [dark, language] of [[false, "en-US"], [true, "ko-KR"], [true, "en-US"], [false, "ko-KR"]]) {
    const ko = language === "ko-KR";
    const name = `a table is shown with its items: ${size} ${language} ${dark ? "dark" : "light"}`;
    scenario(name, { viewport, dark, language }, async (page) => {
      await isThere(page);
      await drop(page, "orders.json", TEMPLATE);
      await page.getByRole("button", { name: ko ? "실행 시작" : "Start execution" }).waitFor();
      const showTables = async () => {
        if (viewport === phone) await page.getByRole("tab", { name: ko ? /^대기열/ : /^Queue/ }).click();
      };
      await showTables();
      const table = page.getByRole("region", { name: ko ? "테이블 Orders" : "Table Orders" });
      await table.getByText(ko ? "항목이 없습니다" : "No items").waitFor();
      await page.getByRole("button", { name: ko ? "실행 시작" : "Start execution" }).click();
      if (!ko) await hasEnded(page, "Succeeded");
      await table.getByRole("row").nth(2).waitFor();
      const rows = await table.getByRole("row").evaluateAll((all) => (
        all.map((row) => [...row.cells].map((cell) => cell.textContent).join(" | "))
      ));
      assert.deepEqual(rows, [
        "customer | at | status | note | lines",
        "김민서 | 10 | NEW | a long text that nobody could read in one line of a table this narrow | ",
        '김민서 | 20 | PAID |  | [{"sku":"A-1","count":3}]',
      ]);
      await table.getByText(ko ? "키 customer (S), at (N)" : "key customer (S), at (N)").waitFor();
      await showTables();
      const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
      assert.equal(isWider, false, "the table is scrolled within its panel");
      await page.waitForTimeout(500);
      await shoot(page, `tables/${size} ${language} ${dark ? "dark" : "light"}`);
    });
  }
}
