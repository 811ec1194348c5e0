// @graphql-eslint: its recommended rules for schemas and for operations, and those for Relay; all of them, as errors. Two are told what only a schema's authors can know:
//   strict-id-in-types asks for an id in all types but those that have “no logical one”, and wants to be told which: payloads, errors, pages, and the values below, which are a
//     part or a state of something that has one, or the answer to one question.
//   relay-edge-types has an optional check that no field gives a list of anything but edges. With it there could be no nodes(ids:), as Relay itself wants it, and no list of enums.
import { readFileSync } from "node:fs";
import graphql from "@graphql-eslint/eslint-plugin";
import { buildSchema } from "graphql";

const { "flat/schema-recommended": recommended, "flat/schema-relay": relay, "flat/operations-recommended": operations } = graphql.configs;
const values = [
  "Admission", "ArrivedPart", "CopiedInviteLink", "CreatedApiToken", "DirectSignUp", "Header", "Loudness", "MailBudget", "MailBudgetPeriod", "MailLaneStanding", "MailSender",
  "NotificationSettings", "PageInfo", "Peaks", "PlannedFile", "Rejection", "ResetLink", "SignedPart", "UploadPlan", "Warning",
];
const types = buildSchema(readFileSync("generated/schema.graphql", "utf8")).getTypeMap();
const wrong = values.filter(value => types[value]?.getFields().id !== undefined || !types[value]);
if (wrong.length > 0) throw new Error(`They have an id, or are not there: ${wrong}`);

const reading = schema => ({ plugins: { "@graphql-eslint": graphql }, languageOptions: { parser: graphql.parser, parserOptions: { graphQLConfig: { schema, documents: "app/operations.graphql" } } } });

export default [
  {
    files: ["generated/schema.graphql"],
    ...reading("generated/schema.graphql"),
    rules: {
      ...recommended.rules,
      ...relay.rules,
      "@graphql-eslint/strict-id-in-types": ["error", { exceptions: { suffixes: ["Payload", "Error", "Connection", "Edge"], types: values } }],
      "@graphql-eslint/relay-edge-types": ["error", { listTypeCanWrapOnlyEdgeType: false }],
    },
  },
  { files: ["app/*.graphql"], ...reading("generated/schema.graphql"), rules: operations.rules },
];
