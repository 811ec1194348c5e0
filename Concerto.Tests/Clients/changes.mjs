// What GraphQL's reference implementation finds breaking between pairs of schemas.
//   node changes.mjs FILE     of [[before, after], …]; prints how many breaking changes there are in each, [n, …]
import { readFileSync } from "node:fs";
import { buildSchema, findBreakingChanges } from "graphql";

const pairs = JSON.parse(readFileSync(process.argv[2], "utf8"));
console.log(JSON.stringify(pairs.map(([before, after]) => findBreakingChanges(buildSchema(before), buildSchema(after)).length)));
