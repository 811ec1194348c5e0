// What others' tools make of the schema: types by graphql-codegen, artifacts by relay-compiler, all of it checked by tsc; and @graphql-eslint. Prints a line of JSON for each:
//   {"tool":"…","ok":true|false,"said":"…"}
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";

rmSync("generated", { recursive: true, force: true });
mkdirSync("generated/relay", { recursive: true });
copyFileSync("../../schema.graphql", "generated/schema.graphql"); // eslint and relay-compiler look at nothing outside their folder

for (const [tool, ...words] of [
  ["graphql-codegen", "--config", "codegen.config.mjs"],
  ["relay-compiler", "relay.config.json"],
  ["tsc"],
  ["eslint", "--max-warnings", "0", "generated/schema.graphql", "app/operations.graphql"],
]) {
  const { status, stdout, stderr } = spawnSync(`node_modules/.bin/${tool}`, words, { encoding: "utf8" });
  console.log(JSON.stringify({ tool, ok: status === 0, said: status === 0 ? "" : `${stdout}${stderr}`.slice(0, 4000) }));
}
