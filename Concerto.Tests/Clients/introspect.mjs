// What a server says of itself by introspection, as GraphQL's reference implementation reads it, beside the schema in a file. Prints the lines in which they differ, ["…", …].
//   node introspect.mjs URL
import { readFileSync } from "node:fs";
import { buildClientSchema, buildSchema, getIntrospectionQuery, lexicographicSortSchema, printSchema } from "graphql";

const query = getIntrospectionQuery({ specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true });
const response = await fetch(process.argv[2], { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ query }) });
const { data, errors } = await response.json();
const linesOf = schema => printSchema(lexicographicSortSchema(schema)).split("\n");
const [told, kept] = errors ? [[JSON.stringify(errors)], []] : [linesOf(buildClientSchema(data)), linesOf(buildSchema(readFileSync("../../schema.graphql", "utf8")))];
console.log(JSON.stringify(told.filter(line => !kept.includes(line)).concat(kept.filter(line => !told.includes(line)))));
